//! Markup that goes, text that stays, and properties of any text.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

fn clean(text: &str) -> String {
    super::clean_with(text, |text| text.nfkc().collect())
}

#[track_caller]
fn becomes(pairs: &[(&str, &str)]) {
    for (text, expected) in pairs {
        assert_eq!(clean(text), *expected, "{text:?}");
    }
}

#[test]
fn emphasis_goes() {
    becomes(&[
        ("**Hello**", "Hello"),
        ("*Hello* there", "Hello there"),
        ("***Hello***.", "Hello."),
        ("__Hello__ and _goodbye_", "Hello and goodbye"),
        ("un**believ**able", "unbelievable"),
        ("~~no~~ ==yes==", "no yes"),
        ("**\"Hello,\" he said.**", "\"Hello,\" he said."),
        ("**Hello there.", "Hello there."),
        ("How are you?**", "How are you?"),
        ("Use `cargo run` or ``a`b``.", "Use cargo run or a'b."),
        ("I can`t", "I can't"),
        ("**5** apples and *3* pears", "5 apples and 3 pears"),
        ("**Über** *größe*", "Über größe"),
        ("**你好**，*世界*", "你好，世界"),
        ("\\*not bold\\*", "not bold"),
    ]);
}

#[test]
fn arithmetic_names_and_paths_stay() {
    for text in [
        "5*3*2",
        "2 * 3 * 4",
        "2**3",
        "2 ** 3",
        "5*(3+2) = 25",
        "(3+2)*5",
        "2*-3",
        "3 *4",
        "a*b*c",
        "a 5* hotel",
        "snake_case and file_name_2",
        "a = b == c",
        "x >= 3 && y <= 5",
        "3 < 4 > 2",
        "> 5 is more",
        "if a<b then c>d",
        "a <b and c> d",
        "AT&T, R&D; Q&A",
        "C:\\new\\table",
        "#hashtag",
        "C# and F#",
        "~5 minutes",
        "-5 degrees",
        "-h --help",
        "Wait...",
        "Well… no",
        "3.50 and 1.2.3",
        "[sic](so he wrote) [laughs]",
        "f[i](x)",
        "1. First",
        "me@example.org",
        "https://example.org/a_b_c/_d_?x=1&y=2#z",
        "a || b",
        "x² + ½ = ¾",
        "l'été, el niño, Größe",
    ] {
        assert_eq!(clean(text), text);
    }
}

#[test]
fn links_and_pictures_leave_their_words() {
    becomes(&[
        ("See [our page](https://example.org/a_(b) \"Title\").", "See our page."),
        ("See [our page][1].\n\n[1]: https://example.org", "See our page."),
        ("![A cat](cat.png) sleeps", "A cat sleeps"),
        ("[![A cat](cat.png)](https://example.org)", "A cat"),
        ("[**Bold** link](/here)", "Bold link"),
        (
            "A fact.[^1] Another[2](https://e.org).\n\n[^1]: Its source.",
            "A fact. Another2.\n\nIts source.",
        ),
        (
            "<https://example.org> <me@example.org>",
            "https://example.org me@example.org",
        ),
        ("**https://example.org/a_b**", "https://example.org/a_b"),
        ("(https://example.org)", "(https://example.org)"),
    ]);
}

#[test]
fn blocks_become_paragraphs() {
    becomes(&[
        ("# Title\nText", "Title\n\nText"),
        ("## Title ##", "Title"),
        ("Title\n=====\nText", "Title\n\nText"),
        (
            "You need:\n- eggs\n* milk\n+ flour\n• salt",
            "You need:\n\neggs\n\nmilk\n\nflour\n\nsalt",
        ),
        ("- [x] done\n- [ ] open", "done\n\nopen"),
        ("> quoted\n> > twice", "quoted\ntwice"),
        ("a\n\n---\n\n***\n\n_ _ _\n\nb", "a\n\nb"),
        ("```rust\nlet a = 1;\n```", "let a = 1;"),
        ("~~~\ncode\n~~~", "code"),
        ("| Name | Age |\n|:-----|----:|\n| Anna | 30 |", "Name, Age\n\nAnna, 30"),
        ("==== News ====", "News"),
        ("----- News -----", "News"),
        ("a -- b --- c", "a – b – c"),
        ("====================", ""),
        ("one\r\ntwo\u{2028}three", "one\ntwo\nthree"),
        ("a\n\n\n\n  b \t c ", "a\n\nb c"),
    ]);
}

#[test]
fn leaders_become_pauses() {
    becomes(&[
        ("Introduction ........ 5", "Introduction, 5"),
        ("Introduction . . . . . . 5", "Introduction, 5"),
        ("Well.....", "Well…"),
        ("Hmm.... let me think", "Hmm… let me think"),
        ("........................", ""),
        ("Name: ________", "Name:"),
    ]);
}

#[test]
fn entities_are_read_however_often_they_were_escaped() {
    becomes(&[
        ("You&#39;ve, you&#x27;ve, you&apos;ve", "You've, you've, you've"),
        ("salt &amp; pepper &amp;amp; more", "salt & pepper & more"),
        ("&lt;b&gt;bold&lt;/b&gt; &amp;amp;lt;i&amp;amp;gt;it", "bold it"),
        ("caf&eacute; stra&szlig;e ma&ntilde;ana", "café straße mañana"),
        ("don&#146;t &#8220;go&#8221;", "don’t “go”"),
        ("a&nbsp;b&ensp;c", "a b c"),
        (
            "x &lt 3 &unknown; &#0; &#xD800; &#99999999999;",
            "x < 3 &unknown; &#99999999999;",
        ),
    ]);
}

#[test]
fn tags_go_and_blocks_part() {
    becomes(&[
        ("<speak>Hi <break time=\"1s\"/>there</speak><!-- x -->", "Hi there"),
        ("<b>H</b>ello<br/>you", "Hello\nyou"),
        ("<p>One.</p><p class='a > b'>Two.</p>", "One.\n\nTwo."),
        ("<ul><li>eggs<li>milk</ul>", "eggs\n\nmilk"),
        (
            "<script>let a = 1 < 2;</script>Hello <STYLE>p{}</STYLE>you",
            "Hello you",
        ),
        ("Vec<String> and a<b c", "Vec String and a<b c"),
        ("<a href=\"https://example.org/very\">here</a>", "here"),
        ("<!DOCTYPE html><?xml version=\"1.0\"?>Hello", "Hello"),
        ("a<<play file='x'>b", "a<b"),
        ("<img src=x alt=\"unclosed>Hello", "Hello"),
    ]);
}

#[test]
fn letters_in_disguise_and_what_nobody_sees() {
    becomes(&[
        ("𝐇𝐞𝐥𝐥𝐨 𝓽𝓱𝓮𝓻𝓮 Ｗｏｒｌｄ１２", "Hello there World12"),
        ("ﬁne oﬃce ①", "fine office 1"),
        ("ｺﾝﾆﾁﾊ", "コンニチハ"),
        ("cafe\u{301}", "café"),
        ("Hel\u{ad}lo\u{200b} \u{202e}you\u{202c}\u{feff}", "Hello you"),
        ("a\u{200d}b 👩\u{200d}🚀", "ab 👩\u{200d}🚀"),
        ("Hi\u{e0041}\u{e0042}", "Hi"),
        ("＊＊bold＊＊ ＜b＞", "bold"),
        ("你好！真的？", "你好！真的？"),
        ("half \u{fffd} emoji", "half emoji"),
    ]);
}

/// The part of a text that a voice could say.
fn speakable(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A text as a language model writes it: words with markup around and between them.
fn marked_up() -> impl Strategy<Value = (String, String)> {
    let word = "[a-zA-Zäéñß]{1,8}";
    let mark = prop::sample::select(vec![
        ("", ""),
        ("**", "**"),
        ("*", "*"),
        ("_", "_"),
        ("***", "***"),
        ("`", "`"),
        ("~~", "~~"),
        ("[", "](https://example.org/x_y)"),
        ("<b>", "</b>"),
        ("<a href=\"/x\">", "</a>"),
        ("&quot;", "&quot;"),
        ("(", ")"),
        ("\n# ", "\n"),
        ("\n- ", "\n"),
        ("\n> ", "\n"),
        ("\n---\n", "\n***\n"),
        ("\n| ", " |\n"),
        ("\n```\n", "\n```\n"),
    ]);
    prop::collection::vec((word, mark), 0..12).prop_map(|words| {
        let plain: String = words.iter().map(|(word, _)| word.as_str()).collect();
        let marked: Vec<String> = words
            .iter()
            .map(|(word, (before, after))| [before, word.as_str(), after].concat())
            .collect();
        (plain, marked.join(" "))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cleaning_twice_changes_nothing(text in prop_oneof![
        "(?s).{0,80}",
        "[ -~\n]{0,80}",
        "[-*_`~=#&;lt<>/!\\\\\\[\\]()|a1 .\n+:x'\"]{0,40}",
        "(&|amp;|lt;|gt;|#60;|<|>|b|/| |\\*|\\.|…|-|\n|1|＜|＊|\u{200d}|é|👩){0,30}",
    ]) {
        let once = clean(&text);
        prop_assert_eq!(clean(&once), once);
    }

    #[test]
    fn nothing_speakable_is_lost((plain, marked) in marked_up()) {
        prop_assert_eq!(speakable(&clean(&marked)), plain, "{:?}", marked);
    }

    #[test]
    fn a_text_without_markup_stays(text in "[a-zA-Z0-9äöüéñß]{1,9}( [a-zA-Z0-9äöüéñß]{1,9}[,.!?;:%]?){0,20}") {
        prop_assert_eq!(clean(&text), text);
    }
}

#[test]
fn the_time_is_linear() {
    // Each is worst for some step: what is looked for is never found. A step that took quadratic time would take minutes here.
    for unit in [
        "<!--", "<a ", "<a \"", "<script>", "[", "[a](b ", "(", "&amp;", "&#", "*", "* ", "_a", "`", ". ", "a](", "[[",
        "</s", "|", "- ", "a=\"",
    ] {
        let cleaned = clean(&unit.repeat(100_000));
        assert!(cleaned.len() <= unit.len() * 100_000, "{unit:?}");
    }
}
