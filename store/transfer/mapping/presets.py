"""What the exports of well-known systems call their columns, and which of our fields each is.

Sources of the names (all public):
- Zoho CRM: the header rows of exported modules (`Record Id`, `Account Owner.id`, `Account Name` …)
  as shown in Zoho's help on exporting data, and its standard fields at
  https://www.zoho.com/crm/developer/docs/api/v7/ (field labels).
- Salesforce: object reference for Account, Contact and Lead (API names, which the data export and
  Data Loader write), https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/ ;
  the labels beside them are those of reports.
- HubSpot: default contact and company properties,
  https://knowledge.hubspot.com/properties/hubspots-default-contact-properties and
  https://knowledge.hubspot.com/companies/hubspot-crm-default-company-properties .
- 纷享销客: labels of the customer object (AccountObj) and the contact object (ContactObj) of its
  open platform, https://open.fxiaoke.com .
- Google Contacts: the header row of "Google CSV", in the form written since 2024 (`First Name`,
  `E-mail 1 - Label`) and in the one before (`Given Name`, `E-mail 1 - Type`).
- Excel and Google Sheets have no columns of their own but those they make up: `Column1` for a
  table without headings, `Timestamp` for the answers of a form.

A record's own id there is no code of ours: it becomes a field of its own, unless somebody says
that it is to be kept as an alias (`--map "Record Id=aliases"`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from store.transfer.mapping.joining import How

OWN: Final = "+"
"""The target of a column that is to be a field of its own, whatever its name sounds like."""
BLANK: Final = "?"
"""The target of a column whose heading says nothing: its values may."""


@dataclass(frozen=True, slots=True)
class Made:
    """Columns that make one value, in their order; those that a file lacks are passed over."""

    target: str
    how: How
    headers: tuple[str, ...]
    family_last: bool = True


@dataclass(frozen=True, slots=True)
class Preset:
    """One system's exports.

    marks: sets of headers; a file with all of one set comes from there. columns: header to target.
    made: what several columns make, worked off in this order: one that falls back to another's
    value comes after it.
    """

    name: str
    label: str
    marks: tuple[frozenset[str], ...]
    columns: Mapping[str, str]
    made: tuple[Made, ...] = ()


def _columns(**targets: str) -> dict[str, str]:
    """Header to target from `target="header | header"`; `own` and `blank` stand for the signs."""
    signs = {"own": OWN, "blank": BLANK}
    return {
        header.strip(): signs.get(target, target)
        for target, headers in targets.items()
        for header in headers.split("|")
    }


def _marks(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(part.strip() for part in text.split("|")) for text in sets)


def _made(target: str, how: How, headers: str, *, family_last: bool = True) -> Made:
    return Made(target, how, tuple(part.strip() for part in headers.split("|")), family_last)


ZOHO: Final = Preset(
    "zoho",
    "Zoho CRM",
    _marks(
        "Record Id | Account Owner.id",
        "Record Id | Contact Owner.id",
        "Record Id | Lead Owner.id",
        "Record Id | Account Name",
        "Account Owner.id",
        "Contact Owner.id",
        "Lead Owner.id",
    ),
    _columns(
        own="Record Id | Account Owner.id | Contact Owner.id | Lead Owner.id | Created By.id |"
        " Modified By.id | Account Name.id | Parent Account.id | Vendor Name.id | Account Site |"
        " Created By | Modified By | Modified Time | Last Activity Time | Contact Name |"
        " Full Name | Fax | Home Phone | Other Phone | Asst Phone | Secondary Email | Department |"
        " Email Opt Out | Salutation | Layout.id | Layout | Currency | Exchange Rate | Ownership |"
        " Shipping Street | Shipping City | Shipping State | Shipping Code | Shipping Country |"
        " Other Street | Other City | Other State | Other Zip | Other Country | Reporting To",
        code="Account Number",
        owner="Account Owner | Contact Owner | Lead Owner",
        type="Account Type",
        industry="Industry",
        level="Rating",
        status="Lead Status",
        website="Website",
        title="Title | Designation",
        email="Email",
        region="Billing State | Mailing State | State",
        city="Billing City | Mailing City | City",
        address="Billing Street | Mailing Street | Street",
        postal_code="Billing Code | Mailing Zip | Zip Code",
        country="Billing Country | Mailing Country | Country",
        source="Lead Source",
        birthday="Date of Birth",
        registered="Created Time",
        notes="Description",
        tags="Tag",
    ),
    (
        _made("contact", "person", "First Name | Last Name"),
        _made("phone", "first", "Phone | Mobile"),
        _made("name", "first", "Account Name | Company | First Name | Last Name"),
    ),
)
SALESFORCE: Final = Preset(
    "salesforce",
    "Salesforce",
    _marks(
        "BillingPostalCode",
        "MailingPostalCode",
        "OwnerId | IsDeleted",
        "Billing Zip/Postal Code",
        "Mailing Zip/Postal Code",
        "Billing State/Province",
        "Mailing State/Province",
        "Account ID | Account Name",
        "Company / Account",
    ),
    _columns(
        own="Id | IsDeleted | MasterRecordId | ParentId | OwnerId | CreatedById | AccountId |"
        " LastModifiedDate | LastModifiedById | SystemModstamp | LastActivityDate | Fax |"
        " RecordTypeId | ReportsToId | LastViewedDate | LastReferencedDate | Salutation |"
        " AnnualRevenue | NumberOfEmployees | Ownership | TickerSymbol | Site | Jigsaw | Sic |"
        " ShippingStreet | ShippingCity | ShippingState | ShippingPostalCode | ShippingCountry |"
        " OtherStreet | OtherCity | OtherState | OtherPostalCode | OtherCountry | HomePhone |"
        " OtherPhone | AssistantPhone | AssistantName | Department | IsConverted | PhotoUrl |"
        " Account ID | Contact ID | Lead ID | Last Activity | Last Modified Date | Parent Account",
        code="AccountNumber | Account Number",
        owner="Account Owner | Contact Owner | Lead Owner | Owner.Name | Owner Name",
        type="Type | Account Type",
        industry="Industry",
        level="Rating",
        status="Status | Lead Status",
        website="Website",
        title="Title",
        email="Email",
        region="BillingState | MailingState | State | Billing State/Province |"
        " Mailing State/Province | State/Province",
        city="BillingCity | MailingCity | City | Billing City | Mailing City",
        address="BillingStreet | MailingStreet | Street | Billing Street | Mailing Street",
        postal_code="BillingPostalCode | MailingPostalCode | PostalCode |"
        " Billing Zip/Postal Code | Mailing Zip/Postal Code | Zip/Postal Code",
        country="BillingCountry | MailingCountry | Country | Billing Country | Mailing Country",
        source="AccountSource | LeadSource | Account Source | Lead Source",
        birthday="Birthdate",
        registered="CreatedDate | Created Date",
        notes="Description | Account Description",
    ),
    (
        _made("contact", "person", "FirstName | MiddleName | LastName"),
        _made("phone", "first", "Phone | MobilePhone | Mobile"),
        _made(
            "name",
            "first",
            "Account Name | Company | Company / Account | Name | FirstName | LastName",
        ),
    ),
)
HUBSPOT: Final = Preset(
    "hubspot",
    "HubSpot",
    _marks(
        "Record ID | Contact owner | First Name",
        "Record ID | Company owner",
        "Record ID | Company name",
        "Record ID | Lifecycle Stage",
        "Record ID | First Name",
        "Record ID | Company Domain Name",
    ),
    _columns(
        own="Record ID | Associated Company IDs | Primary Associated Company ID |"
        " Last Activity Date | Last Modified Date | Lead Status | Marketing contact status |"
        " Became a Customer Date | Close Date | Annual Revenue | Number of Employees | Fax Number |"
        " Time Zone | LinkedIn Company Page | Associated Contact IDs | Associated Contact |"
        " Persona | Salutation | Original Source Drill-Down 1 | Original Source Drill-Down 2",
        owner="Contact owner | Company owner",
        type="Type",
        industry="Industry",
        status="Lifecycle Stage",
        title="Job Title",
        email="Email",
        region="State/Region",
        city="City",
        postal_code="Postal Code",
        country="Country/Region",
        source="Original Source | Original Traffic Source",
        birthday="Date of birth",
        registered="Create Date",
        notes="Description | Message",
    ),
    (
        _made("contact", "person", "First Name | Last Name"),
        _made("phone", "first", "Phone Number | Mobile Phone Number"),
        _made("address", "address", "Street Address | Street Address 2"),
        _made("website", "first", "Website URL | Company Domain Name"),
        _made(
            "name",
            "first",
            "Company name | Associated Company | Associated Company (Primary) |"
            " First Name | Last Name | Email",
        ),
    ),
)
FXIAOKE: Final = Preset(
    "fxiaoke",
    "纷享销客",
    _marks(
        "客户名称 | 负责人主属部门",
        "客户名称 | 生命状态",
        "客户名称 | 成交状态",
        "客户名称 | 一级行业",
        "客户名称 | 1级行业",
    ),
    _columns(
        own="负责人主属部门 | 归属部门 | 归属组织 | 生命状态 | 锁定状态 | 业务类型 | 上级客户 |"
        " 工商注册 | 所属公海 | 外部负责人 | 外部企业 | 创建人 | 最后修改人 | 最后修改时间 |"
        " 最后跟进时间 | 最后跟进人 | 最后成交时间 | 领取/分配时间 | 分配状态 | 负责人变更时间 |"
        " 传真 | 二级行业 | 2级行业 | 合作伙伴 | 客户层级 | 客户主数据 | 定位 | 相关团队 |"
        " 唯一性ID | 部门 | 微信",
        code="客户编号",
        owner="负责人",
        type="客户分类",
        level="客户级别 | 客户类型",
        status="成交状态",
        industry="一级行业 | 1级行业",
        source="客户来源",
        country="国家",
        region="省",
        city="市",
        website="网址",
        email="邮件",
        contact="姓名 | 联系人",
        title="职务",
        registered="创建时间",
        birthday="生日",
        notes="备注",
        tags="标签",
        name="客户名称",
    ),
    (
        _made("address", "address", "区 | 详细地址"),
        _made("phone", "first", "电话 | 手机 | 手机1"),
    ),
)
GOOGLE_CONTACTS: Final = Preset(
    "google-contacts",
    "Google Contacts",
    _marks(
        "First Name | E-mail 1 - Value",
        "First Name | Phone 1 - Value",
        "First Name | Phone 1 - Label",
        "Given Name | E-mail 1 - Value",
        "Given Name | Phone 1 - Value",
    ),
    _columns(
        own="Name | Phonetic First Name | Phonetic Middle Name | Phonetic Last Name | Yomi Name |"
        " Name Prefix | Name Suffix | Nickname | File As | Organization Department | Photo |"
        " Organization 1 - Department | E-mail 1 - Label | E-mail 1 - Type | Phone 1 - Label |"
        " Phone 1 - Type | Phone 2 - Label | Phone 2 - Type | Phone 3 - Label | Phone 3 - Type |"
        " E-mail 2 - Label | E-mail 2 - Type | Address 1 - Label | Address 1 - Type |"
        " Address 1 - Formatted | Website 1 - Label | Website 1 - Type | Event 1 - Label |"
        " Event 1 - Value | Relation 1 - Label | Relation 1 - Value | Custom Field 1 - Label |"
        " Custom Field 1 - Value",
        title="Organization Title | Organization 1 - Title",
        region="Address 1 - Region",
        city="Address 1 - City",
        postal_code="Address 1 - Postal Code",
        country="Address 1 - Country",
        website="Website 1 - Value",
        birthday="Birthday",
        notes="Notes",
        tags="Labels | Group Membership",
    ),
    (
        _made("contact", "person", "First Name | Middle Name | Last Name"),
        _made("contact", "person", "Given Name | Additional Name | Family Name"),
        _made("email", "first", "E-mail 1 - Value | E-mail 2 - Value | E-mail 3 - Value"),
        _made("phone", "first", "Phone 1 - Value | Phone 2 - Value | Phone 3 - Value"),
        _made(
            "address",
            "address",
            "Address 1 - Street | Address 1 - Extended Address | Address 1 - PO Box",
        ),
        _made(
            "name",
            "first",
            "Organization Name | Organization 1 - Name | First Name | Given Name | Last Name |"
            " Family Name | Nickname | E-mail 1 - Value",
        ),
    ),
)
GOOGLE_SHEETS: Final = Preset(
    "google-sheets",
    "Google Sheets",
    _marks("Timestamp", "时间戳记"),
    _columns(registered="Timestamp | 时间戳记"),
)
EXCEL: Final = Preset(
    "excel",
    "Excel",
    _marks("Column1", "列1", "Column1 | Column2", "列1 | 列2"),
    {f"{word}{number}": BLANK for word in ("Column", "列") for number in range(1, 101)},
)

PRESETS: Final[Mapping[str, Preset]] = {
    preset.name: preset
    for preset in (
        ZOHO,
        SALESFORCE,
        HUBSPOT,
        FXIAOKE,
        EXCEL,
        GOOGLE_SHEETS,
        GOOGLE_CONTACTS,
    )
}
"""By name, as `--profile` takes them."""
