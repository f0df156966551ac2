//! The letters of languages that ASCII does not have, the most frequent first.

use encoding_rs::{
    Encoding, IBM866, ISO_8859_2, ISO_8859_7, KOI8_R, KOI8_U, MACINTOSH, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC,
};

/// The encodings that languages of one alphabet are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Alphabet {
    /// Of western Europe.
    Latin,
    /// Of central Europe.
    LatinCentral,
    /// Of the Baltic.
    LatinBaltic,
    /// Turkish.
    LatinTurkish,
    /// Vietnamese.
    LatinVietnamese,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Thai,
}

impl Alphabet {
    pub(super) fn is_latin(self) -> bool {
        matches!(
            self,
            Self::Latin | Self::LatinCentral | Self::LatinBaltic | Self::LatinTurkish | Self::LatinVietnamese
        )
    }

    pub(super) fn encodings(self) -> &'static [&'static Encoding] {
        static CYRILLIC: [&Encoding; 5] = [WINDOWS_1251, KOI8_R, KOI8_U, X_MAC_CYRILLIC, IBM866];
        static WESTERN: [&Encoding; 2] = [WINDOWS_1252, MACINTOSH];
        static CENTRAL: [&Encoding; 2] = [WINDOWS_1250, ISO_8859_2];
        static GREEK: [&Encoding; 2] = [WINDOWS_1253, ISO_8859_7];
        static OTHERS: [&Encoding; 6] =
            [WINDOWS_1257, WINDOWS_1254, WINDOWS_1258, WINDOWS_1255, WINDOWS_1256, WINDOWS_874];
        match self {
            Self::Latin => &WESTERN,
            Self::LatinCentral => &CENTRAL,
            Self::LatinBaltic => &OTHERS[0..1],
            Self::LatinTurkish => &OTHERS[1..2],
            Self::LatinVietnamese => &OTHERS[2..3],
            Self::Cyrillic => &CYRILLIC,
            Self::Greek => &GREEK,
            Self::Hebrew => &OTHERS[3..4],
            Self::Arabic => &OTHERS[4..5],
            Self::Thai => &OTHERS[5..6],
        }
    }
}

/// A language.
#[derive(Debug)]
pub(super) struct Language {
    pub(super) alphabet: Alphabet,
    /// Its letters that ASCII lacks, the most frequent first.
    letters: &'static str,
    /// How usual it is among those of its alphabet, as a logarithm.
    pub(super) usual: f64,
}

/// How much rarer each letter is than the one before; less so where there are many.
const NEXT: f64 = 0.9;
const NEXT_OF_MANY: f64 = 0.95;

impl Language {
    /// Whether it has a letter.
    pub(super) fn has(&self, letter: char) -> bool {
        self.letters.contains(letter)
    }

    /// Each letter with the logarithm of its share of all letters that are not ASCII.
    pub(super) fn shares(&self) -> Vec<(char, f64)> {
        let count = self.letters.chars().count();
        let rarer = if count > 35 { NEXT_OF_MANY } else { NEXT };
        let sum = (1.0 - rarer.powi(i32::try_from(count).unwrap_or(i32::MAX))) / (1.0 - rarer);
        let mut share = 0.9 / sum;
        let next = |letter| {
            let now = share;
            share *= rarer;
            (letter, now.ln())
        };
        self.letters.chars().map(next).collect()
    }
}

const fn of(alphabet: Alphabet, letters: &'static str, usual: f64) -> Language {
    Language { alphabet, letters, usual }
}

/// The languages that sheets are written in.
pub(super) static LANGUAGES: [Language; 32] = [
    of(Alphabet::Latin, "éèàêçôâîûùëïœ", 0.0),
    of(Alphabet::Latin, "äüöß", 0.0),
    of(Alphabet::Latin, "óíáéñúü", 0.0),
    of(Alphabet::Latin, "ãçáéíóõêâúàôü", 0.0),
    of(Alphabet::Latin, "èàùòìé", 0.0),
    of(Alphabet::Latin, "äöå", 0.0),
    of(Alphabet::Latin, "åøæé", 0.0),
    of(Alphabet::Latin, "àéèíòóçúïü", -0.5),
    of(Alphabet::Latin, "áíðóéæþúöý", -2.0),
    // Names of people from everywhere.
    of(Alphabet::Latin, "éäöüóáíèñçàêôâãßúøåæëïîûùòìõœ", -1.5),
    of(Alphabet::LatinCentral, "íáéřěýčžůšúťňďó", 0.0),
    of(Alphabet::LatinCentral, "áíéčžýšúľťôňäďóĺŕ", -0.5),
    of(Alphabet::LatinCentral, "łąężóśćńź", 0.0),
    of(Alphabet::LatinCentral, "áéöóőüíűú", 0.0),
    of(Alphabet::LatinCentral, "čšžćđ", -0.5),
    of(Alphabet::LatinCentral, "ăâîşţ", -0.5),
    of(Alphabet::LatinCentral, "áéíšžčěřýůłąęöőüóćńśżźâăşţúďťňľ", -1.5),
    of(Alphabet::LatinBaltic, "šūėāžįīčąęņļģķųõäöü", -1.5),
    of(Alphabet::LatinBaltic, "ėšųžįūčąę", 0.0),
    of(Alphabet::LatinBaltic, "āīēšūņļžģčķ", 0.0),
    of(Alphabet::LatinBaltic, "äõüöšž", -1.0),
    of(Alphabet::LatinTurkish, "ıüşğçöi̇âîû", 0.0),
    of(Alphabet::LatinVietnamese, "\u{301}\u{300}\u{323}đâ\u{309}ơưêôă\u{303}áàéèíìóòúùãĩõũ", 0.0),
    of(Alphabet::Cyrillic, "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", 0.0),
    of(Alphabet::Cyrillic, "оанивіетрслкудмпзягьбйчхцїжюєшщфґ", -0.5),
    of(Alphabet::Cyrillic, "аиоетнрсвлкдпмзугяъбчцжщйхфшюь", -0.5),
    of(Alphabet::Cyrillic, "аоиенртскдвупмлјзгбљчцњшжхћђфџ", -1.0),
    of(Alphabet::Greek, "αοιετσνηυρπκμλςωδάγχόίήθέφβύώξζψϊϋ", 0.0),
    of(Alphabet::Hebrew, "יוהלאתרמבשנםקחעדפגסטכןזץךףצ", 0.0),
    of(Alphabet::Arabic, "اليمنوترعبدسفحةكقهجشصأطخضىذءئثإغزظؤآ", 0.0),
    of(Alphabet::Arabic, "ایرندهموتبشسکلزفگخقپحعجچصطغضءذثژظآئأ", -0.5),
    of(
        Alphabet::Thai,
        "าน\u{0e48}รกเอ\u{0e31}ง\u{0e49}มยลว\u{0e34}ดท\u{0e35}สตคพหบปขจใไโแชซผะำถภ\u{0e37}\u{0e38}\u{0e39}\u{0e4c}\u{0e47}ธศษฟฮณญฐฝฉฎๆฯ\u{0e36}",
        0.0,
    ),
];
