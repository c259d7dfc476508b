"""What lists from spreadsheets, ERP and CRM call the fields, in Chinese and English.

Three ranks a field: its own names, what surely means it, and what means it if nothing better is
there. Written as people write them; `headers.key` folds both sides before they are compared.
"""

from __future__ import annotations

from typing import Final

CODE: Final = "code"
TAGS: Final = "tags"
SHORT: Final = "short_name"
FOREIGN: Final = "foreign_name"
FORMER: Final = "former_name"
ALIASES: Final = "aliases"
ARCHIVED: Final = "archived"

EXTRA_TARGETS: Final = (CODE, ALIASES, TAGS, SHORT, FOREIGN, FORMER, ARCHIVED)
"""What a column can be brought into besides a field."""

OWN_NAMES: Final[dict[str, str]] = {
    "code": "code, customer code, 客户编码, 编码",
    "name": "name, customer name, 客户名称, 名称, 客户",
    "type": "type, customer type, 类型, 客户类型",
    "status": "status, customer status, 状态, 客户状态",
    "level": "level, customer level, 客户等级, 等级",
    "region": "region, 地区, 区域",
    "city": "city, 城市",
    "address": "address, 地址",
    "postal_code": "postal code, 邮编, 邮政编码",
    "country": "country, 国家, 国家地区",
    "industry": "industry, 行业",
    "owner": "owner, 负责人",
    "contact": "contact, 联系人",
    "title": "title, 职务, 职位",
    "phone": "phone, 电话",
    "email": "email, e-mail, 邮箱, 电子邮箱",
    "website": "website, 网站, 网址",
    "credit_code": "credit code, 统一社会信用代码, 信用代码",
    "source": "source, 来源",
    "registered": "registered, 注册日期, 登记日期",
    "birthday": "birthday, 生日, 出生日期",
    "contract_end": "contract end, 合同到期, 合同到期日",
    "notes": "notes, 备注",
    "tags": "tags, 标签",
    "short_name": "short name, 简称, 客户简称",
    "foreign_name": "foreign name, 外文名, 外文名称",
    "former_name": "former name, 曾用名",
    "aliases": "aliases, earlier codes, 曾用编码",
    "archived": "archived, 已归档",
}

SURE: Final[dict[str, str]] = {
    "code": (
        "客户编号, 客户代码, 客户号, 客户ID, 会员编号, 会员号, 会员卡号, 客商编码, 客商编号, "
        "往来单位编码, 往来单位编号, 单位编码, 公司编码, 企业编码, customer id, customer no, "
        "customer number, customer num, cust code, cust id, cust no, client id, client code, "
        "client no, client number, account no, account number, account id, account code, "
        "kunnr, debtor no, debtor number, bp code, card code, member id, member no, "
        "company id, company code"
    ),
    "name": (
        "公司名称, 企业名称, 单位名称, 客户全称, 公司全称, 企业全称, 往来单位名称, 客商名称, "
        "会员姓名, 会员名称, 客户姓名, 客户名, 公司名, 企业名, company name, company, "
        "client name, cust name, account name, full name, display name, organisation, "
        "organization, organisation name, organization name, business name, legal name, "
        "card name, member name"
    ),
    "type": ("客户类别, 类别, 客户分类, 客户性质, customer kind, client type, account type, kind"),
    "status": (
        "客户阶段, 阶段, 跟进状态, 当前状态, stage, lead status, account status, client status"
    ),
    "level": ("级别, 客户级别, 会员等级, 会员级别, grade, tier, rating, customer grade, priority"),
    "region": (
        "省份, 省, 所在省份, 所在地区, 所属地区, 所属区域, 所属省份, 大区, 省市, province, "
        "state, area, territory, state province, state or province, billing state, sales region"
    ),
    "city": "市, 所在城市, 所属城市, 地市, town, billing city",
    "address": (
        "详细地址, 公司地址, 单位地址, 联系地址, 通讯地址, 通信地址, 办公地址, 收货地址, "
        "客户地址, 住址, 注册地址, 经营地址, street, street address, address line 1, "
        "address 1, billing street, billing address, mailing address, full address"
    ),
    "postal_code": "邮政编号, zip, zip code, post code, postcode, postal, billing zip, plz",
    "country": "所在国家, 国别, country region, country name, billing country, nation",
    "industry": "所属行业, 客户行业, 行业类别, 行业分类, sector, branch, industry sector",
    "owner": (
        "业务员, 销售, 销售员, 销售人员, 客户经理, 跟进人, 所属销售, 销售负责人, 客户负责人, "
        "归属人, 所有人, 专属客服, owner name, account owner, sales rep, salesperson, "
        "sales person, account manager, sales owner, assigned to, salesman, customer manager"
    ),
    "contact": (
        "联系人姓名, 主要联系人, 首要联系人, 主联系人, 联络人, 对接人, contact name, "
        "contact person, primary contact, main contact, attention, attn, contact full name"
    ),
    "title": ("联系人职务, 联系人职位, 职称, 岗位, contact title, job title, position, role title"),
    "phone": (
        "手机, 手机号, 手机号码, 电话号码, 联系电话, 联系方式, 联系手机, 联系人电话, "
        "联系人手机, 公司电话, 办公电话, 移动电话, 客户电话, 固定电话, 座机, 固话, mobile, "
        "mobile phone, mobile no, mobile number, phone number, phone no, telephone, "
        "telephone number, tel, tel no, cell, cell phone, cellphone, contact phone, "
        "contact number, work phone, business phone, office phone, main phone"
    ),
    "email": (
        "电子邮件, 邮件, 邮件地址, 邮箱地址, 电邮, 联系邮箱, 公司邮箱, 联系人邮箱, mail, "
        "email address, mail address, contact email, work email, business email"
    ),
    "website": (
        "官网, 公司网址, 公司网站, 主页, 公司主页, web, web site, url, homepage, home page, www"
    ),
    "credit_code": (
        "社会信用代码, 统一信用代码, 税号, 纳税人识别号, 纳税识别号, 营业执照号, "
        "营业执照注册号, 组织机构代码, uscc, unified social credit code, social credit code, "
        "tax id, tax no, tax number, vat id, vat no, vat number"
    ),
    "source": ("客户来源, 来源渠道, 渠道, 线索来源, lead source, customer source, channel, origin"),
    "registered": (
        "注册时间, 登记时间, 开户日期, 开户时间, 建档日期, 建档时间, 入会日期, 入会时间, "
        "建立日期, 加入日期, 客户创建日期, 创建日期, 创建时间, 注册日, register date, "
        "registered date, registered on, registration date, registration, registered at, "
        "reg date, sign up date, signup date, opened, open date, since, customer since, "
        "member since, created date, create date, date created, created on, created at, "
        "creation date, join date, joined"
    ),
    "birthday": "出生年月日, 出生日, 生日日期, birth date, birthdate, date of birth, dob",
    "contract_end": (
        "合同到期日期, 合同到期时间, 合同截止日期, 合同截止日, 合同结束日期, 合同终止日期, "
        "到期日, 到期日期, 到期时间, 服务到期日, 有效期至, contract end date, contract expiry, "
        "contract expires, contract until, contract expiration, expiry date, expiration date, "
        "expires, valid until, valid to"
    ),
    "notes": (
        "备注信息, 客户备注, 说明, 附注, 描述, remark, remarks, note, comment, comments, memo"
    ),
    "tags": "客户标签, 标记, tag, labels, label, keywords",
    "short_name": "公司简称, 企业简称, 单位简称, 名称简称, abbreviation, abbr",
    "foreign_name": (
        "英文名称, 英文名, 公司英文名, 公司英文名称, english name, name en, name english"
    ),
    "former_name": "曾用名称, 原名称, 原公司名称, 旧名称, previous name, old name",
    "aliases": (
        "原编码, 旧编码, 旧客户编码, 原客户编码, 旧编号, 原编号, 历史编码, old code, old codes, "
        "previous code, previous codes, legacy code, former code, alias, alias code, alias codes"
    ),
}

LIKELY: Final[dict[str, str]] = {
    "code": "id, no, no., nr, number, 编号, 代码, 卡号, 账号, 客户账号, key",
    "name": "姓名, 公司, 企业, 单位, 客户公司, 会员, customer, client, account",
    "contact": "法人, 法定代表人, 法人代表, 经办人, 姓名, first contact",
    "owner": "员工, 经理, manager, staff, agent, employee",
    "registered": "成立日期, 成立时间, 首次合作日期, founded",
    "region": "所在地, location",
    "level": "星级, class, rank",
    "type": "客户群, segment, group, 分组",
    "email": "e mail 1, 邮",
    "phone": "phone 1, tel 1, mobile 1, 号码",
    "address": "所在地址, 位置, 地点",
}

GIVEN: Final = "first name, given name, forename, 名"
MIDDLE: Final = "middle name, additional name"
FAMILY: Final = "last name, family name, surname, 姓, 姓氏"
"""The parts of a person's name, where they stand in columns of their own."""
