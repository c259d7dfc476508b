"""Made-up customers in any number, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

REGIONS = {
    "北京": "BJ", "上海": "SH", "广东": "GD", "浙江": "ZJ", "江苏": "JS", "四川": "SC",
    "重庆": "CQ", "湖北": "HB", "陕西": "SN", "天津": "TJ", "湖南": "HN", "河南": "HA",
    "山东": "SD", "辽宁": "LN", "福建": "FJ",
}  # fmt: skip
CITIES = {
    "北京": "北京", "上海": "上海", "深圳": "广东", "广州": "广东", "杭州": "浙江",
    "苏州": "江苏", "成都": "四川", "重庆": "重庆", "武汉": "湖北", "西安": "陕西",
    "天津": "天津", "长沙": "湖南", "郑州": "河南", "青岛": "山东", "大连": "辽宁",
    "厦门": "福建",
}  # fmt: skip
SYLLABLES = (
    "华为腾讯阿里百度京东美团小米联想海尔格力比亚迪宁德顺丰圆通安踏伊利蒙牛茅台恒瑞迈瑞立讯歌尔中兴"
)
WORDS = [
    "科技",
    "贸易",
    "实业",
    "信息技术",
    "电子商务",
    "食品",
    "建材",
    "机械设备",
    "文化传媒",
    "物流",
    "医疗器械",
    "服装",
]
FORMS = ("有限公司", "有限公司", "股份有限公司", "集团有限公司", "有限责任公司")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def customers(count: int, seed: int = 7) -> Iterator[dict[str, str]]:
    """So many customers as values by field."""
    rnd = random.Random(seed)
    cities = list(CITIES)
    for number in range(count):
        city = rnd.choice(cities)
        person = rnd.choice(SURNAMES) + "".join(rnd.sample(GIVEN, rnd.choice((1, 2))))
        kind = rnd.choice(("企业", "企业", "企业", "企业", "企业", "个人", "个人", "VIP"))
        short = "".join(rnd.sample(SYLLABLES, rnd.choice((2, 3, 4))))
        company = city + short + rnd.choice(WORDS) + rnd.choice(FORMS)
        yield {
            "name": person if kind == "个人" else company,
            "type": kind,
            "status": rnd.choice(("潜在", "跟进", "成交", "成交", "流失")),
            "region": CITIES[city],
            "city": city,
            "industry": rnd.choice(WORDS),
            "level": rnd.choice("ABCD"),
            "contact": person,
            "phone": "1" + rnd.choice("3578") + f"{rnd.randrange(10**9):09d}",
            "email": f"u{number}@{rnd.choice(('qq.com', '163.com', 'example.com.cn'))}",
            "address": f"{city}市人民路{rnd.randrange(1, 999)}号",
            "registered": f"20{rnd.randrange(10, 27)}-{rnd.randrange(1, 13):02d}"
            f"-{rnd.randrange(1, 29):02d}",
            "contract_end": f"2027-{rnd.randrange(1, 13):02d}-{rnd.randrange(1, 29):02d}",
            "owner": f"staff{rnd.randrange(40):02d}",
        }
