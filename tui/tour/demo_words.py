"""Made-up words from which the demonstration's customers are put together.

No real company or person is meant; numbers lie in blocks that look empty, mail in example domains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

PLACES: Final = (
    ("广东", "GD", (("深圳", "0755", "Shenzhen"), ("广州", "020", "Guangzhou"))),
    ("浙江", "ZJ", (("杭州", "0571", "Hangzhou"), ("宁波", "0574", "Ningbo"))),
    ("江苏", "JS", (("苏州", "0512", "Suzhou"), ("南京", "025", "Nanjing"))),
    ("上海", "SH", (("上海", "021", "Shanghai"),)),
    ("北京", "BJ", (("北京", "010", "Beijing"),)),
    ("四川", "SC", (("成都", "028", "Chengdu"),)),
    ("重庆", "CQ", (("重庆", "023", "Chongqing"),)),
    ("湖北", "HB", (("武汉", "027", "Wuhan"),)),
    ("福建", "FJ", (("厦门", "0592", "Xiamen"),)),
    ("湖南", "HN", (("长沙", "0731", "Changsha"),)),
)
"""Region, its code, and its cities with area code and Latin name."""

BRANDS: Final = (
    ("晴川", "Qingchuan"),
    ("拾光", "Shiguang"),
    ("云禾", "Yunhe"),
    ("星桥", "Xingqiao"),
    ("木棠", "Mutang"),
    ("远岚", "Yuanlan"),
    ("青屿", "Qingyu"),
    ("北麓", "Beilu"),
    ("初澄", "Chucheng"),
    ("海棉", "Haimian"),
    ("松间", "Songjian"),
    ("知微", "Zhiwei"),
    ("半夏", "Banxia"),
    ("朗月", "Langyue"),
    ("沐辰", "Muchen"),
    ("桐安", "Tongan"),
    ("溪石", "Xishi"),
    ("言锦", "Yanjin"),
    ("禾塘", "Hetang"),
    ("风渡", "Fengdu"),
)
TRADES: Final = (
    ("制造", "精密机械", "Machinery"),
    ("制造", "塑胶制品", "Plastics"),
    ("贸易", "国际贸易", "Trading"),
    ("贸易", "进出口", "Import & Export"),
    ("信息技术", "软件科技", "Software"),
    ("电子商务", "电子商务", "E-Commerce"),
    ("物流", "供应链", "Logistics"),
    ("医疗", "医疗器械", "Medical"),
    ("餐饮", "餐饮管理", "Catering"),
    ("建筑", "装饰工程", "Interiors"),
    ("农业", "生态农业", "Farms"),
    ("教育", "教育咨询", "Education"),
)
"""Industry, the words in a company's name, the English ones."""

SURNAMES: Final = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱何吕张孔曹严华金魏陶姜"
GIVEN: Final = "若一子安雨可之亦思知景明书言清和语舟南星辰乐宁禾乔木予望"
TITLES: Final = ("采购经理", "总经理", "财务", "店长", "采购", "仓库主管", "行政")
SOURCES: Final = ("展会", "转介绍", "官网", "电话", "老客户", "门店")
STATUSES: Final = ("潜在", "跟进", "成交", "成交", "成交", "流失")
LEVELS: Final = "AABBBCCCCD"
TAGS: Final = ("月结", "重点", "年框", "需回访", "出口", "样品已寄")
ROADS: Final = ("望江路", "梧桐街", "云栖路", "星火路", "长堤街", "科创大道")


@dataclass(frozen=True, slots=True)
class Sample:
    """A customer to be added: values, other names, tags."""

    values: Mapping[str, str]
    names: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]


def person(random: Random) -> str:
    """A made-up person's name."""
    given = "".join(random.sample(GIVEN, random.choice((1, 2, 2))))
    return random.choice(SURNAMES) + given


def customer(random: Random, number: int, registered: date, owners: tuple[str, ...]) -> Sample:
    """One made-up customer; `number` keeps phones and mail addresses apart."""
    region, _, cities = random.choice(PLACES)
    city, area, latin = random.choice(cities)
    industry, words, english = random.choice(TRADES)
    brand, spelled = random.choice(BRANDS)
    kind = random.choices(("企业", "个人", "VIP"), (70, 22, 8))[0]
    contact = person(random)
    names: tuple[tuple[str, str], ...] = ()
    if kind == "个人":
        name, title = contact, ""
        phone = f"1990000{number % 10_000:04d}"
    else:
        suffix = random.choice(("有限公司", "有限公司", "有限责任公司", "商行"))
        name, title = f"{city}{brand}{words}{suffix}", random.choice(TITLES)
        phone = f"{area}-5550{number % 10_000:04d}"
        if random.random() < 0.25:
            names = (("foreign", f"{latin} {spelled} {english} Co., Ltd."),)
    values = {
        "name": name,
        "type": kind,
        "status": random.choice(STATUSES),
        "level": random.choice(LEVELS),
        "region": region,
        "city": city,
        "address": f"{city}市{random.choice(ROADS)}{random.randint(1, 300)}号",
        "country": "中国",
        "industry": industry if kind != "个人" else "",
        "owner": random.choice(owners),
        "contact": contact if kind != "个人" else "",
        "title": title,
        "phone": phone,
        "email": f"{spelled.lower()}{number}@example.com" if random.random() < 0.8 else "",
        "source": random.choice(SOURCES),
        "registered": registered.isoformat(),
    }
    if kind != "个人" and random.random() < 0.6:
        years = random.randint(1, 7)
        ends = registered + timedelta(days=365 * years + random.randint(-20, 20))
        values["contract_end"] = ends.isoformat()
        values["账期"] = random.choice(("现结", "30天", "60天"))
    if kind == "个人" and random.random() < 0.5:
        born = date(random.randint(1960, 2004), random.randint(1, 12), random.randint(1, 28))
        values["birthday"] = born.isoformat()
    tags = tuple(random.sample(TAGS, random.choices((0, 1, 2), (60, 30, 10))[0]))
    return Sample({key: value for key, value in values.items() if value}, names, tags)
