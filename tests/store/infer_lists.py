"""Lists of codes made by known patterns, and whether what is learned from one is right.

Right means: the very pattern, or one that gives the same codes to the customers who come next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from store.errors import KehaoError
from store.pattern import finish_text, next_number, parse_pattern, resolve
from store.pattern.inference import Column, Learned, Proposal, learn, make_listing
from store.search.pinyin import initials

TODAY: Final = date(2026, 11, 20)
TABLES: Final = {
    "region": {
        "广东": "GD", "浙江": "ZJ", "北京": "BJ", "上海": "SH", "四川": "SC", "湖北": "HB",
        "陕西": "SN", "山东": "SD", "河南": "HA",
    },
    "type": {"企业": "QY", "个人": "GR", "VIP": "VP"},
    "industry": {"科技": "T", "贸易": "M", "食品": "F", "物流": "W"},
    "city": {"广州": "CAN", "杭州": "HZ", "呼和浩特": "HHHT", "成都": "CTU", "武汉": "WH"},
    "level": {"A": "01", "B": "02", "C": "03", "D": "09"},
    "country": {"中国": "86", "美国": "11", "日本": "81", "德国": "49"},
}  # fmt: skip
CHECKS: Final = ("damm", "luhn", "verhoeff", "mod11_10", "mod37_2", "mod37_36", "mod97_10")

PATTERNS: Final = (
    "CUST{seq:6}", "VIP{seq:6}", "{region}{seq:5}", "{now:%Y%m%d%H%M}{seq:2}",
    "{type:2}{yyyy}{seq:6}", "{region}{yyyy}{seq:7}", "{type}{registered:%Y%m%d}{seq:6}",
    "{region}{type}{seq:5}", "C-{seq:5}", "{seq:8}", "K{seq:4}-X", "{type}-{seq:5,per=none}",
    "{region}-{type}-{seq:4}", "{yyyy}{seq:5}", "{yy}{mm}{seq:4}", "{yyyy}-{mm}-{seq:4}",
    "{registered:%Y%m%d}{seq:3}", "{registered:%Y-%m}/{seq:3}", "{seq:5}/{yyyy}",
    "A{yyyy}{q}{seq:4}", "W{yy}{seq:5}", "{yyyy}{jjj}{seq:3}", "{city}{seq:5}",
    "{city}-{yyyy}-{seq:4}", "{industry}{seq:6}", "{level}{seq:6}", "{country}-{seq:6}",
    "KH{level}{seq:5}", "{region}{industry}{yy}{seq:4}", "C{seq:5,base=16}",
    "C{seq:4,base=31}", "C{seq:4,base=32}", "C{seq:4,base=36}", "{region}{seq:4,base=36}",
    "C{seq:5,start=1000}", "C{seq:5,start=10001}", "N{seq:6,step=10}", "N{seq:6,step=5}",
    "N{seq:6,start=10,step=10}", "N{seq:5,skip=4}", "N{seq:5,skip=4/7}",
    "{region}{yyyy}{seq:5,per=yyyy}", "{region}{yyyy}{seq:5,per=region}",
    "{region}{yyyy}{seq:6,per=none}", "{type}{region}{seq:5,per=type}",
    "{name:initials3}{seq:4,per=none}", "{name:initials2}-{seq:5,per=none}",
    "{name:initials1}{seq:5}",
    "{yyyy}{seq:6,per=none}", "CN.{region}.{seq:5}", "{birthday:%Y}{seq:5}",
    "{seq:6}-{region}", "{type}{yyyy}{mm}{seq:3}", "{region}_{seq:6,per=none}", "88{seq:5}",
    "{seq:9,start=100000001}", "会员{seq:6}", "{type}{seq:3}{level}", "X{yyyy}{ww}{seq:4}",
    "cust-{seq:5}",
    "CUST{seq:6}{check:damm,over=digits}", "{seq:7}{check:luhn}", "{seq:7}{check:verhoeff}",
    "{seq:8}{check:mod11_10}", "AB{seq:6}{check:mod37_2}", "AB{seq:6}{check:mod37_36}",
    "AB{seq:6}{check:mod97_10}", "CA{seq:6}{check:gb32100}",
    "{region}{yyyy}{seq:5}{check:luhn,over=digits}", "{yyyy}{mm}{seq:4}{check:damm}",
    "{type}-{seq:6}-{check:damm,over=digits}", "{region}{seq:5,base=36}{check:mod37_36}",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A list: codes, and the records beside them."""

    pattern: str
    date: str
    codes: list[str]
    records: list[dict[str, str]]
    clean: list[bool]


def records(count: int, rnd: Random) -> list[dict[str, str]]:
    surnames, given = "王李张刘陈杨黄赵吴周徐孙", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
    found = []
    for number in range(count):
        name = rnd.choice(surnames) + "".join(
            rnd.choice(given) for _ in range(rnd.choice((1, 2, 2)))
        )
        day = date(2019, 1, 1) + timedelta(days=rnd.randrange(2700))
        born = date(1950, 1, 1) + timedelta(days=rnd.randrange(18000))
        found.append(
            {
                "name": name,
                **{field: rnd.choice(list(table)) for field, table in TABLES.items()},
                "status": rnd.choice(("潜在", "成交", "流失")),
                "owner": f"staff{rnd.randrange(15):02d}",
                "registered": day.isoformat(),
                "birthday": born.isoformat(),
                "number": str(number),
            }
        )
    return found


def make(pattern_text: str, count: int, seed: int, *, gaps: float = 0.0) -> Made:
    """The codes that a pattern gives to so many customers, in the order in which they came."""
    rnd = Random(f"{pattern_text}{count}{seed}")
    pattern = parse_pattern(pattern_text)
    people = sorted(records(count, rnd), key=lambda one: one["registered"])
    rule_date = "now" if "{now" in pattern_text else "registered"
    counters: dict[str, int] = {}
    moment = datetime(2024, 3, 1, 8, 0)  # noqa: DTZ001
    codes, kept = [], []
    for person in people:
        moment += timedelta(minutes=rnd.randrange(1, 4000))
        made = resolve(pattern, person, moment, rule_date, TABLES, initials)
        number = next_number(pattern.seq, counters.get(made.counter_key)) if pattern.seq else None
        if number is not None:
            counters[made.counter_key] = number
        if rnd.random() >= gaps:
            codes.append(finish_text(made, number))
            kept.append(person)
    if seed % 2:
        order = list(range(len(codes)))
        rnd.shuffle(order)
        codes, kept = [codes[at] for at in order], [kept[at] for at in order]
    return Made(pattern_text, rule_date, codes, kept, [True] * len(codes))


def soil(made: Made, share: float, seed: int) -> Made:
    """The list with some codes blank, mistyped, doubled, full-width, in other letters or signs."""
    rnd = Random(seed)
    codes, clean = list(made.codes), list(made.clean)
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    for at in range(len(codes)):
        if rnd.random() >= share:
            continue
        clean[at] = False
        code = codes[at]
        place = rnd.randrange(len(code))
        codes[at] = rnd.choice(
            (
                "",
                code[:place] + rnd.choice("0123456789ABCXYZ") + code[place + 1 :],
                code[:place] + code[place + 1 :],
                codes[at - 1],
                code.translate(wide),
                code.lower(),
                code.replace("-", "/") if "-" in code else f" {code} ",
                code.replace("0", "O", 1),
            )
        )
    return Made(made.pattern, made.date, codes, made.records, clean)


def columns(found: Sequence[Mapping[str, str]]) -> list[Column]:
    kinds = {"name": "name", "registered": "date", "birthday": "date"}
    names = [name for name in (found[0] if found else {}) if name != "number"]
    return [
        Column(name, kinds.get(name, "table"), [one[name] for one in found])  # type: ignore[arg-type]
        for name in names
    ]


def learned_from(made: Made, *, beside: bool) -> Learned:
    """What is learned from a list, with its columns or without."""
    return learn(make_listing(made.codes, columns(made.records) if beside else (), initials, TODAY))


def verdict(made: Made, result: Learned) -> str:
    """exact, equivalent, refused or wrong."""
    if not result.proposals:
        return "refused"
    best = result.proposals[0]
    if best.pattern == made.pattern and best.date == made.date:
        return "exact"
    return "equivalent" if same_next(made, best) else "wrong"


def same_next(made: Made, best: Proposal) -> bool:
    """Whether customers who come now get the same codes by both."""
    rnd = Random(5)
    people = records(60, rnd)
    for person in people:
        person["registered"] = (TODAY + timedelta(days=rnd.randrange(400))).isoformat()
        for field, table in best.tables.items():
            person[field] = rnd.choice(sorted(table))
        if "birthday" in made.pattern:
            person["birthday"] = rnd.choice(made.records)["birthday"]
    moment = datetime(2026, 11, 20, 15, 30)  # noqa: DTZ001
    if made.date != best.date:
        for person in people:
            person["registered"] = moment.date().isoformat()
    one = _given(made.pattern, made.date, TABLES, made, people, moment)
    other = _given(best.pattern, best.date, best.tables, made, people, moment)
    return one is not None and one == other


def _given(
    text: str,
    rule_date: str,
    tables: Mapping[str, Mapping[str, str]],
    made: Made,
    people: Sequence[dict[str, str]],
    moment: datetime,
) -> list[str] | None:
    from store.pattern import counter_key_of, reader

    pattern = parse_pattern(text)
    reads = reader(pattern, tables)
    counters: dict[str, int] = {}
    for code, good in zip(made.codes, made.clean, strict=True):
        reading = reads.read(code) if good else None
        if reading is not None and reading.ok and reading.number is not None:
            key = counter_key_of(pattern, rule_date, [s.text for s in reading.segments])
            counters[key] = max(counters.get(key, -1), reading.number)
    given = []
    try:
        for person in people:
            resolved = resolve(pattern, person, moment, rule_date, tables, initials)
            number = None
            if pattern.seq is not None:
                last = counters.get(resolved.counter_key)
                number = next_number(pattern.seq, last)
                counters[resolved.counter_key] = number
            given.append(finish_text(resolved, number))
    except KehaoError:
        return None
    return given


def no_codes(kind: str, count: int, seed: int) -> list[str]:
    """Lists that no pattern made."""
    rnd = Random(f"{kind}{seed}")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    names = [one["name"] for one in records(count, rnd)]
    day = date(2000, 1, 1)
    match kind:
        case "random":
            return ["".join(rnd.choices(letters, k=8)) for _ in range(count)]
        case "prefixed random":
            return ["VIP" + "".join(rnd.choices("0123456789", k=8)) for _ in range(count)]
        case "random letters":
            return ["".join(rnd.choices(letters[:26], k=5)) for _ in range(count)]
        case "phone":
            return [
                "1" + rnd.choice("3578") + str(rnd.randrange(10**8, 10**9)) for _ in range(count)
            ]
        case "short random":
            return [f"{n:05d}" for n in rnd.sample(range(100000), min(count, 30000))]
        case "dense random":
            return [f"{n:03d}" for n in rnd.sample(range(1000), min(count, 700))]
        case "uuid":
            return [f"{rnd.getrandbits(32):08x}" for _ in range(count)]
        case "id":
            return [
                f"{rnd.randrange(110000, 650000)}{day + timedelta(rnd.randrange(9000)):%Y%m%d}"
                f"{rnd.randrange(1000):03d}{rnd.choice('0123456789X')}"
                for _ in range(count)
            ]
        case "names":
            return names
        case "dates":
            return [f"{day + timedelta(rnd.randrange(9000)):%Y-%m-%d}" for _ in range(count)]
        case "compact dates":
            return [f"{day + timedelta(rnd.randrange(9000)):%Y%m%d}" for _ in range(count)]
        case "unpadded":
            return [str(number) for number in range(1, count + 1)]
        case "money":
            return [f"{rnd.randrange(100, 10**6) / 100:.2f}" for _ in range(count)]
        case "this year only":
            return [f"2026{number:05d}" for number in range(1, count + 1)]
        case _:
            return [
                (f"A{n:05d}" if rnd.random() < 0.5 else f"{rnd.randrange(10**7):07d}B")
                for n in range(count)
            ]


NO_CODES: Final = (
    "random", "prefixed random", "random letters", "phone", "short random", "dense random", "uuid",
    "id", "names", "dates", "compact dates", "unpadded", "money", "this year only",
)  # fmt: skip
