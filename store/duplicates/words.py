"""A name taken apart for comparing: its core, and what says little (place, trade, legal form).

深圳市华为技术有限公司 is the core 华为 with the place 深圳 and the trade 技术; 华为技术 is the same
core and trade without the place. Latin names are their words without the legal form.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

from store.search.pinyin import RUNS, plain, surname, syllables
from store.text import fold

_LEGAL_FORMS: Final = (
    "股份有限公司 有限责任公司 集团有限公司 集团股份有限公司 有限公司 股份公司 集团公司 "
    "总公司 分公司 子公司 公司 集团 有限合伙 普通合伙 合伙企业 个体工商户 事务所 经营部 总厂 "
    "厂"
)
LEGAL_FORMS: Final = tuple(sorted(_LEGAL_FORMS.split(), key=len, reverse=True))
"""Endings of Chinese names that say only what kind of firm it is, the longest first."""
_LATIN_FORMS: Final = (
    "ltd limited co company corp corporation inc incorporated llc llp plc lp gmbh ag kg sa "
    "sarl srl spa bv nv pty pte oy ab as aps sas holdings holding group the and of"
)
LATIN_FORMS: Final = frozenset(_LATIN_FORMS.split())
"""Words of Latin names that say only what kind of firm it is."""
_TRADES: Final = (
    "科技 技术 信息 信息技术 网络 网络科技 软件 电子 电子商务 商务 商贸 贸易 国际 进出口 "
    "实业 工贸 食品 餐饮 餐饮管理 酒店 建材 建筑 建设 工程 装饰 机械 机电 设备 机械设备 制造 "
    "工业 自动化 智能 文化 传媒 文化传媒 广告 传播 影视 物流 运输 货运 供应链 仓储 医疗 "
    "医疗器械 医药 生物 药业 健康 服装 纺织 服饰 鞋业 管理 企业管理 投资 资产 金融 教育 "
    "教育咨询 咨询 培训 新能源 能源 电力 环保 化工 材料 新材料 塑料 包装 印刷 家具 家居 "
    "房地产 置业 物业 汽车 农业 种业 旅游 服务 发展 控股 产业 开发 数码 通信 通讯 系统"
)
TRADES: Final = tuple(sorted(_TRADES.split(), key=len, reverse=True))
"""Words for a trade at the end of a Chinese name, the longest first."""
_PLACE_NAMES: Final = (
    "中国 北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 "
    "湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 "
    "澳门 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 "
    "晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 "
    "巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 "
    "葫芦岛 长春 四平 辽源 通化 白山 松原 白城 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 "
    "佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 "
    "泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 "
    "马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 "
    "漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 "
    "淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 "
    "平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 "
    "十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 "
    "张家界 益阳 郴州 永州 怀化 娄底 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 "
    "梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 "
    "贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 "
    "广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 "
    "铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 拉萨 日喀则 西安 铜川 宝鸡 咸阳 渭南 "
    "延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 "
    "西宁 海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 义乌 昆山 常熟 "
    "张家港 江阴 宜兴 慈溪 余姚 晋江 石狮 顺德 浦东"
)
_PLACES: Final = frozenset(_PLACE_NAMES.split())
"""Provinces, the cities at prefecture level, and some county-level cities known for trade."""
_LONGEST_PLACE: Final = max(map(len, _PLACES))
_PLACE_SIGN: Final = "省市区县"
_SHORTEST_CORE: Final = 2
_LONGEST_PERSON: Final = 4
_VOWELS: Final = re.compile("[aeiouyhw]+")
_DOUBLED: Final = re.compile(r"(.)\1+")
_ALIKE: Final = str.maketrans("cqzpgvd", "kksbjft")


@dataclass(frozen=True, slots=True)
class Name:
    """A name's parts.

    whole: all that counts when two names are the same, without spaces and signs. core: the Chinese
    core, empty for a Latin name. words: the words of a Latin name in their order. places, trades:
    what stands round the core. sound: core or words as they are spoken, without spaces. firm: it
    reads like a firm's name and not like a person's.
    """

    whole: str
    core: str
    words: tuple[str, ...]
    places: tuple[str, ...]
    trades: tuple[str, ...]
    sound: str
    firm: bool

    @property
    def value(self) -> str:
        """What the same name is counted by: a firm's name whole, a person's by its characters or
        words."""
        return f"={self.whole}" if self.firm else self.key

    @property
    def key(self) -> str:
        """What names of the same customer share, whatever stands round the core or in which order
        its words are."""
        return self.core or " ".join(sorted(self.words))


EMPTY: Final = Name("", "", (), (), (), "", False)


@functools.lru_cache(maxsize=8192)
def read_name(text: str) -> Name:
    """Take a name apart; `EMPTY` for one without letters or characters."""
    chinese, words = "", []
    for match in RUNS.finditer(plain(fold(text))):
        if match[1] is None:
            words.append(match[0])
        elif not chinese:
            chinese = match[0]
        elif match[0] in _PLACES or match[0][:-1] in _PLACES:
            chinese = match[0] + chinese  # 华为（深圳）有限公司: the place in brackets goes first
        else:
            chinese += match[0]
    if not chinese:
        return _latin(words) if words else EMPTY
    whole = chinese + "".join(words)
    least = 0 if words else _SHORTEST_CORE
    body, legal = _without_form(chinese)
    places, body = _without_places(body, least)
    trades, core = _without_trades(body, least)
    firm = bool(legal or trades or places) or len(chinese) > _LONGEST_PERSON
    if not firm:
        core = chinese
    read = syllables(core) if core else []
    if not firm and core and (other := surname(core)):
        read = [other, *read[1:]]
    return Name(whole, core + "".join(words), (), places, trades, "".join([*read, *words]), firm)


def _latin(words: list[str]) -> Name:
    kept = tuple(word for word in words if word not in LATIN_FORMS) or tuple(words)
    firm = len(kept) < len(words) or len(kept) > _LONGEST_PERSON
    return Name("".join(words), "", kept, (), (), "".join(kept), firm)


def _without_form(text: str) -> tuple[str, bool]:
    found = False
    while text.endswith(LEGAL_FORMS):
        for form in LEGAL_FORMS:
            if text.endswith(form) and len(text) - len(form) >= _SHORTEST_CORE:
                text, found = text[: -len(form)], True
                break
        else:
            break
    return text, found


def _without_places(text: str, least: int) -> tuple[tuple[str, ...], str]:
    places: list[str] = []
    while True:
        for size in range(min(_LONGEST_PLACE, len(text)), 1, -1):
            if text[:size] in _PLACES:
                rest = text[size:]
                if rest[:1] and rest[0] in _PLACE_SIGN and len(rest) > least:
                    rest = rest[1:]
                if len(rest) < least:
                    return tuple(places), text
                places.append(text[:size])
                text = rest
                break
        else:
            return tuple(places), text


def _without_trades(text: str, least: int) -> tuple[tuple[str, ...], str]:
    trades: list[str] = []
    while text.endswith(TRADES):
        for trade in TRADES:
            if text.endswith(trade) and len(text) - len(trade) >= least:
                trades.append(trade)
                text = text[: -len(trade)]
                break
        else:
            break
    return tuple(trades), text


@functools.lru_cache(maxsize=8192)
def skeleton_of_sound(word: str) -> str:
    """How a Latin word sounds, roughly: its first letter, then the consonants that sound alike as
    one, doubled ones once (`catherine` and `kathrin` are both ktrn)."""
    spoken = word.replace("ph", "f").replace("ck", "k").replace("x", "ks")
    first = spoken[:1].translate(_ALIKE)
    rest = _VOWELS.sub("", spoken[1:].translate(_ALIKE))
    return _DOUBLED.sub(r"\1", first + rest)[:5]
