//! Questions that ask for persons: names, numbers of papers, phones, and what else the privacy charter rules out.
//!
//! Looks at the type, the name and the labels of every question, in both languages. It errs on the careful side: an
//! administrator may let a form pass with a reason.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use xlsform::{Form, Kind, Node, Part, Texts, Words};

/// What a question seems to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// 姓名
    Name,
    /// 证件号
    IdNumber,
    /// 电话、联系方式
    Phone,
    /// 住址、出生日期
    Address,
    /// 民族、宗教、政治面貌
    Belief,
    /// 亲属
    Kin,
    /// 收入
    Income,
    /// 违法、信用记录
    Conduct,
}

/// A question that asks for persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonQuestion {
    /// Its path.
    pub path: String,
    /// What it says, by language.
    pub label: BTreeMap<String, String>,
    /// What it seems to ask for.
    pub asks_for: Asked,
    /// The word that says so.
    pub word: String,
    /// Row of the sheet `survey`.
    pub row: u32,
}

/// Chinese words, and pinyin as authors write it in names.
const CHINESE: [(Asked, &[&str]); 8] = [
    (
        Asked::Name,
        &["姓名", "名字", "贵姓", "尊姓", "怎么称呼", "户主"],
    ),
    (
        Asked::IdNumber,
        &[
            "身份证",
            "证件号",
            "证件编号",
            "护照",
            "社保号",
            "社保卡号",
            "军官证",
            "银行卡",
            "车牌",
        ],
    ),
    (
        Asked::Phone,
        &[
            "电话",
            "手机号",
            "手机号码",
            "联系方式",
            "联系号码",
            "微信",
            "QQ",
            "邮箱",
            "电子邮件",
        ],
    ),
    (
        Asked::Address,
        &[
            "住址",
            "家庭地址",
            "详细地址",
            "门牌号",
            "出生日期",
            "出生年月",
            "生日",
        ],
    ),
    (
        Asked::Belief,
        &["民族", "宗教", "信仰", "党员", "政治面貌", "党派"],
    ),
    (
        Asked::Kin,
        &["配偶姓名", "亲属", "父母姓名", "子女姓名", "婚姻状况"],
    ),
    (Asked::Income, &["收入", "工资", "薪酬", "存款"]),
    (
        Asked::Conduct,
        &["犯罪", "前科", "违法记录", "处罚记录", "征信", "信用记录"],
    ),
];

/// Chinese compounds that hold one of these words and ask for nothing of a person.
const CHINESE_HARMLESS: [&str; 22] = [
    "热线电话",
    "投诉电话",
    "举报电话",
    "服务电话",
    "监督电话",
    "报警电话",
    "急救电话",
    "公用电话",
    "公示电话",
    "电话亭",
    "打电话",
    "接电话",
    "电话访问",
    "微信公众号",
    "微信群",
    "微信支付",
    "收入支出公开",
    "民族团结",
    "理想信念和信仰教育",
    "党员活动室",
    "党员志愿者",
    "收入垃圾",
];

/// English words and pinyin; a text holds one when it stands alone between other letters.
const ENGLISH: [(Asked, &[&str]); 8] = [
    (
        Asked::Name,
        &[
            "name",
            "names",
            "fullname",
            "firstname",
            "lastname",
            "surname",
            "forename",
            "nickname",
            "xingming",
            "mingzi",
        ],
    ),
    (
        Asked::IdNumber,
        &[
            "idcard",
            "passport",
            "ssn",
            "shenfenzheng",
            "sfz",
            "sfzh",
            "identity",
            "plate",
        ],
    ),
    (
        Asked::Phone,
        &[
            "phone",
            "telephone",
            "tel",
            "cellphone",
            "dianhua",
            "shouji",
            "shoujihao",
            "wechat",
            "weixin",
            "qq",
            "email",
            "mail",
        ],
    ),
    (
        Asked::Address,
        &["address", "birthday", "birthdate", "dob", "zhuzhi", "dizhi"],
    ),
    (
        Asked::Belief,
        &[
            "ethnicity",
            "ethnic",
            "religion",
            "religious",
            "faith",
            "minzu",
            "zongjiao",
        ],
    ),
    (Asked::Kin, &["spouse", "relatives", "marital"]),
    (
        Asked::Income,
        &["income", "salary", "wage", "wages", "shouru"],
    ),
    (Asked::Conduct, &["criminal", "convicted", "conviction"]),
];

/// English phrases, words joined by one space.
const PHRASES: [(Asked, &str); 10] = [
    (Asked::IdNumber, "id number"),
    (Asked::IdNumber, "id no"),
    (Asked::IdNumber, "id card"),
    (Asked::IdNumber, "national id"),
    (Asked::Phone, "mobile number"),
    (Asked::Phone, "mobile no"),
    (Asked::Phone, "contact number"),
    (Asked::Phone, "contact details"),
    (Asked::Address, "date of birth"),
    (Asked::Belief, "party member"),
];

/// A name of one of these is no person's name.
const PLACES: [&str; 24] = [
    "shop",
    "street",
    "market",
    "community",
    "building",
    "site",
    "place",
    "road",
    "unit",
    "school",
    "company",
    "stall",
    "estate",
    "station",
    "district",
    "town",
    "village",
    "city",
    "park",
    "hospital",
    "square",
    "stop",
    "product",
    "event",
];
/// Unless one of these stands beside it.
const PERSONS: [&str; 12] = [
    "your",
    "respondent",
    "householder",
    "head",
    "person",
    "interviewee",
    "resident",
    "owner",
    "manager",
    "contact",
    "full",
    "family",
];
/// Phones of these kinds are nobody's.
const NOBODYS_PHONE: [&str; 9] = [
    "hotline", "booth", "driving", "using", "use", "uses", "app", "signal", "public",
];

/// Every question of `form` that asks for persons, in the order of the form.
pub fn asked_of(form: &Form) -> Vec<PersonQuestion> {
    let asks = |node: &&Node| {
        !node.kind.is_block()
            && !matches!(node.kind, Kind::Note | Kind::Calculate | Kind::CsvExternal)
    };
    form.nodes.iter().filter(asks).filter_map(look_at).collect()
}

fn look_at(node: &Node) -> Option<PersonQuestion> {
    let (asks_for, word) = by_kind(node).or_else(|| {
        let texts = plain(&node.label);
        std::iter::once(node.name())
            .chain(texts.values().map(String::as_str))
            .find_map(by_text)
    })?;
    Some(PersonQuestion {
        path: node.path.clone(),
        label: plain(&node.label),
        asks_for,
        word,
        row: node.source.row,
    })
}

fn by_kind(node: &Node) -> Option<(Asked, String)> {
    match node.kind {
        Kind::PhoneNumber => Some((Asked::Phone, "phonenumber".to_owned())),
        Kind::Email => Some((Asked::Phone, "email".to_owned())),
        _ => None,
    }
}

/// The texts without the answers in them.
pub(super) fn plain(texts: &Texts) -> BTreeMap<String, String> {
    let text = |words: &Words| match words {
        Words::Plain(text) => text.clone(),
        Words::Parts(parts) => parts
            .iter()
            .map(|part| match part {
                Part::Plain(text) => text.as_str(),
                Part::Answer(_) => "…",
            })
            .collect(),
    };
    texts
        .iter()
        .map(|(language, words)| (language.clone(), text(words)))
        .collect()
}

fn by_text(text: &str) -> Option<(Asked, String)> {
    by_chinese(text).or_else(|| by_english(text))
}

fn by_chinese(text: &str) -> Option<(Asked, String)> {
    let rest = CHINESE_HARMLESS
        .iter()
        .fold(text.to_owned(), |text, harmless| text.replace(harmless, ""));
    CHINESE.iter().find_map(|(asked, words)| {
        let word = words.iter().find(|word| rest.contains(**word))?;
        Some((*asked, (*word).to_owned()))
    })
}

fn by_english(text: &str) -> Option<(Asked, String)> {
    let tokens = tokens(text);
    let holds = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.as_str()));
    let joined = format!(" {} ", tokens.join(" "));
    if let Some((asked, phrase)) = PHRASES
        .iter()
        .find(|(_, phrase)| joined.contains(&format!(" {phrase} ")))
    {
        return Some((*asked, (*phrase).to_owned()));
    }
    ENGLISH.iter().find_map(|(asked, words)| {
        let word = words
            .iter()
            .find(|word| tokens.iter().any(|token| token == *word))?;
        let is_harmless = match asked {
            Asked::Name => holds(&PLACES) && !holds(&PERSONS),
            Asked::Phone => holds(&NOBODYS_PHONE),
            Asked::IdNumber => *word == "plate" && !holds(&["number", "licence", "license"]),
            _ => false,
        };
        (!is_harmless).then(|| (*asked, (*word).to_owned()))
    })
}

/// Runs of Latin letters in lower case, also those of `camelCase`.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    let mut was_small = false;
    for letter in text.chars() {
        let begins = !letter.is_ascii_alphabetic() || (was_small && letter.is_ascii_uppercase());
        if begins {
            tokens.push(String::new());
        }
        if letter.is_ascii_alphabetic()
            && let Some(last) = tokens.last_mut()
        {
            last.push(letter.to_ascii_lowercase());
        }
        was_small = letter.is_ascii_lowercase();
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn asked(text: &str) -> Option<Asked> {
        by_text(text).map(|(asked, _)| asked)
    }

    #[test]
    fn questions_for_persons_are_found_in_both_languages_and_in_names() {
        for (text, wanted) in [
            ("您的姓名", Asked::Name),
            ("怎么称呼您?", Asked::Name),
            ("Your name", Asked::Name),
            ("Name of the shop owner", Asked::Name),
            ("resp_name", Asked::Name),
            ("respondentName", Asked::Name),
            ("xingming", Asked::Name),
            ("身份证号码", Asked::IdNumber),
            ("ID number of the householder", Asked::IdNumber),
            ("id_card", Asked::IdNumber),
            ("联系电话", Asked::Phone),
            ("手机号", Asked::Phone),
            ("Phone", Asked::Phone),
            ("mobile_no", Asked::Phone),
            ("微信号", Asked::Phone),
            ("家庭住址", Asked::Address),
            ("Date of birth", Asked::Address),
            ("政治面貌", Asked::Belief),
            ("Religion", Asked::Belief),
            ("家庭月收入", Asked::Income),
            ("monthly_income", Asked::Income),
            ("有无犯罪记录", Asked::Conduct),
        ] {
            assert_eq!(asked(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn questions_about_places_and_behaviour_pass() {
        for text in [
            "知道反映问题的热线12345吗?",
            "知道12345热线电话吗?",
            "Do you know the 12345 hotline, by phone or app?",
            "Name of the market",
            "street_name",
            "Number of stalls with health cards",
            "有健康证的摊位数",
            "年龄段",
            "Age band",
            "Do you see people using a phone while driving?",
            "关注了社区的微信公众号吗?",
            "名称",
            "Identical posters",
            "unit",
        ] {
            assert_eq!(asked(text), None, "{text}");
        }
    }

    #[test]
    fn the_good_forms_pass() {
        for name in [
            "household_awareness_support",
            "site_inspection_market",
            "street_intercept_short",
        ] {
            let path = format!(
                "{}/demo/questionnaires/{name}.xlsx",
                env!("CARGO_MANIFEST_DIR")
            );
            let bytes = std::fs::read(path).unwrap();
            let form = xlsform::compile(&bytes, &xlsform::Files::new())
                .form
                .unwrap();
            assert_eq!(asked_of(&form), vec![], "{name}");
        }
    }
}
