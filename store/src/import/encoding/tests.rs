//! Texts as short as a sheet may be, in every encoding that is guessed.
#![allow(clippy::unwrap_used)]

use super::*;

#[track_caller]
fn check(label: &str, text: &str) {
    let encoding: TextEncoding = label.parse().unwrap();
    let (bytes, _, lost) = encoding.encoding().encode(text);
    assert!(!lost, "{label} has no way to write {text}");
    let (found, mark) = decide(&bytes, None).unwrap();
    let read = found.encoding.encoding().decode_without_bom_handling(&bytes[mark..]).0;
    assert_eq!(read, text, "{label} was read as {:?}: {:#?}", found.encoding, found.readings);
}

#[test]
fn short_texts_are_read_as_they_were_written() {
    for (label, text) in [
        ("gbk", "Name,Description\n夜晚的街道,主角奔跑\n雨中的车站,列车进站\n"),
        ("gbk", "名称,状态\n镜头一,进行中\n"),
        ("gbk", "Name,Notes\nSH010,请把灯光调亮一点\n"),
        ("big5", "Name,Description\n夜晚的街道,主角奔跑\n雨中的車站,列車進站\n"),
        ("big5", "Name,Notes\nSH010,請把燈光調亮一點\n"),
        ("shift_jis", "Name,Description\n夜の街,主人公が走る\n雨の駅,電車が来る\n"),
        ("shift_jis", "Name,Notes\nSH010,ライトを明るく\n"),
        ("euc-jp", "Name,Description\n夜の街,主人公が走る\n"),
        ("euc-kr", "Name,Description\n밤의 거리,주인공이 달린다\n"),
        ("euc-kr", "Name,Notes\nSH010,조명을 밝게\n"),
        ("windows-1250", "Name,Description\nŘeka,příliš žluťoučký kůň\n"),
        ("windows-1250", "Name,Description\nŁódź,źdźbło na wietrze\n"),
        ("windows-1250", "Name,Description\nErdő,gyönyörű őszi fény\n"),
        ("iso-8859-2", "Name,Description\nŘeka,příliš žluťoučký kůň\n"),
        ("windows-1251", "Name,Description\nНочь,герой бежит по улице\n"),
        ("windows-1251", "Имя,Описание\nМост,дождь\n"),
        ("koi8-r", "Name,Description\nНочь,герой бежит по улице\n"),
        ("ibm866", "Name,Description\nНочь,герой бежит по улице\n"),
        ("x-mac-cyrillic", "Name,Description\nНочь,герой бежит по улице\n"),
        ("windows-1252", "Name,Description\nForêt,le héros court à côté\n"),
        ("windows-1252", "Name,Description\nStraße,Künstler läuft über die Brücke\n"),
        ("windows-1252", "Name,Artist\nsh010,José Muñoz\nsh020,Søren Ågård\n"),
        ("windows-1252", "Name,Notes\nsh010,the client’s note – “warmer”…\n"),
        ("windows-1252", "Name,Notes\nsh010,Gare au café\n"),
        ("macintosh", "Name,Description\nForêt,le héros court à côté\n"),
        ("macintosh", "Name,Description\nStraße,Künstler läuft über die Brücke\n"),
        ("macintosh", "Name,Artist\nsh010,José Muñoz\n"),
        ("windows-1253", "Name,Description\nΝύχτα,ο ήρωας τρέχει\n"),
        ("windows-1254", "Name,Description\nSokak,kahraman koşuyor ışığa doğru\n"),
        ("windows-1255", "Name,Description\nלילה,הגיבור רץ ברחוב\n"),
        ("windows-1256", "Name,Description\nليل,البطل يركض في الشارع\n"),
        ("windows-1257", "Name,Description\nGatvė,herojus bėga į šviesą žemėn\n"),
        ("shift_jis", "Name,Notes\nSH010,ｶｯﾄの色を直す\n"),
        ("shift_jis", "カット,担当\nSH010,田中\n"),
        ("gbk", "Name,Status\n镜头一,完成\n"),
        ("gbk", "Name,Notes\nSH010,灯光\n"),
        ("gbk", "Name,Notes\nSH010,飞船\n"),
        ("macintosh", "Name,Description\nsh010,El niño corre mañana\n"),
        // The bytes of these are letters of UTF-8 that nobody writes.
        ("gbk", "Name\n一夜\n"),
        ("utf-8", "Name\nÖl\n"),
        ("utf-8", "Name\nя\n"),
        ("gbk", "镜头,艺术家\nSH010,王芳\nSH020,李伟\n"),
        ("big5", "鏡頭,狀態\nSH010,進行中\n"),
        ("euc-kr", "샷,상태\nSH010,진행 중\n"),
        ("windows-1250", "Name,Description\nŘEKA,PŘÍLIŠ ŽLUŤOUČKÝ KŮŇ\n"),
        ("windows-1250", "Name,Artist\nsh010,Łukasz Żak\nsh020,Jiří Dvořák\n"),
        ("windows-1250", "Name,Description\nŢară,şosea în câmpie şi pădure\n"),
        ("windows-1251", "Name,Description\nРека,утро\n"),
        ("windows-1251", "Name,Artist\nsh010,Иван Петров\n"),
        ("windows-1251", "Назва,Опис\nРічка,їде потяг\n"),
        ("koi8-r", "Name,Artist\nsh010,Иван Петров\n"),
        ("macintosh", "Name,Description\nCafé,l’été à Nîmes\n"),
        ("macintosh", "Name,Notes\nsh010,the client’s note – “warmer”…\n"),
        ("windows-1252", "Name,Artist\nsh010,Zoë\n"),
        ("windows-1252", "Größe,Maß\nsh010,5 m²\n"),
        ("windows-1252", "NAME,ÉTAT\nFORÊT,À FAIRE\n"),
        ("windows-1252", "Name,Notes\nsh010,¿Qué más? El niño corrió mañana\n"),
        ("windows-1253", "Όνομα,Κατάσταση\nsh010,σε εξέλιξη\n"),
        ("windows-1254", "Name,Description\nİstanbul,Şehir ışıkları gece\n"),
        ("windows-874", "Name,Description\nถนน,พระเอกกำลังวิ่ง\n"),
    ] {
        check(label, text);
    }
}

#[test]
fn a_guess_says_how_sure_it_is_and_what_else_it_may_be() {
    let bytes = b"Name,Description\n\xD2\xB9\xCD\xED\xB5\xC4\xBD\xD6\xB5\xC0,\xD6\xF7\xBD\xC7\xB1\xBC\xC5\xDC\n";
    let (found, _) = decide(bytes, None).unwrap();
    assert!(found.is_guess());
    let best = &found.readings[0];
    assert_eq!((best.encoding.name().as_str(), best.samples[0].as_str()), ("gbk", "夜晚的街道,主角奔跑"));
    assert!(best.confidence > 0.6 && best.confidence < 1.0, "{found:#?}");
    assert!(found.readings.len() > 2 && found.readings[1].samples != best.samples);
    let said: TextEncoding = "windows-1251".parse().unwrap();
    let (asked, _) = decide(bytes, Some(said)).unwrap();
    assert_eq!((asked.encoding, asked.answer, asked.readings.is_empty()), (said, Some(said), false));
}

#[test]
fn what_says_its_encoding_itself_is_no_guess() {
    let plain = |bytes: &[u8]| decide(bytes, None).map(|(d, mark)| (d.encoding.name(), mark, d.is_guess()));
    let sure = |name: &str, mark| Some((name.to_owned(), mark, false));
    assert_eq!(plain("Name\nForêt\n".as_bytes()), sure("utf-8", 0));
    assert_eq!(plain("\u{FEFF}Name\n".as_bytes()), sure("utf-8", 3));
    assert_eq!(plain("Forêt, é à ô\ncaf".as_bytes()), sure("utf-8", 0));
    let wide: Vec<u8> = "夜の街,主人公\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(plain(&wide), sure("utf-16le", 0));
    let wide: Vec<u8> = "夜の街,主人公\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(plain(&wide), sure("utf-16be", 0));
    assert_eq!(plain(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), None);
    let one_bad = [&b"For\xC3\xAAt \xC3\xA0 c\xC3\xB4t\xC3\xA9\ncaf"[..], b"\xE9\n"].concat();
    assert_eq!(plain(&one_bad), sure("utf-8", 0));
}

#[test]
fn an_encoding_that_is_not_known_is_told_with_those_that_are() {
    let error = "klingon".parse::<TextEncoding>().unwrap_err();
    assert_eq!(error.code(), "invalid_input");
    assert!(error.to_string().contains("gbk") && error.to_string().contains("windows-1251"), "{error}");
    assert_eq!("GB2312".parse::<TextEncoding>().unwrap().name(), "gbk");
    assert_eq!("mac".parse::<TextEncoding>().unwrap().name(), "macintosh");
}
