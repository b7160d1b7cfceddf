//! What Markdown becomes, and what it can never become.

use super::*;

/// The whole text, the lead as a paragraph of its own.
fn whole(document: Document) -> String {
    let lead = Some(document.lead).filter(|lead| !lead.is_empty());
    lead.map(|lead| format!("<p>{lead}</p>\n")).unwrap_or_default() + &document.html
}

fn html(markdown: &str) -> String {
    whole(render(markdown, |_| None))
}

#[track_caller]
fn check(markdown: &str, expected: &str) {
    assert_eq!(html(markdown).trim_end(), expected);
}

#[test]
fn the_title_and_the_first_paragraph_are_left_to_the_page() {
    let document = render("# Share\n\nWhat *share*?\n\nMore.\n", |_| None);
    assert_eq!(document.lead, "What <em>share</em>?");
    assert_eq!(document.html, "<p>More.</p>\n");
    assert_eq!(render("# Share\n\n## Formula\n\nText.\n", |_| None).lead, "");
}

#[test]
fn no_level_is_above_the_title_of_the_page() {
    check("# A\n\n# B\n", "<h2 class=\"nhsuk-heading-m\" id=\"b\">B</h2>");
    check("# A\n\n## B\n", "<h2 class=\"nhsuk-heading-m\" id=\"b\">B</h2>");
    check("# A\n\n### B\n", "<h3 class=\"nhsuk-heading-s\" id=\"b\">B</h3>");
    check("# A\n\n###### B\n", "<h4 class=\"nhsuk-heading-xs\" id=\"b\">B</h4>");
}

#[test]
fn each_section_has_an_id_of_its_own() {
    let document =
        render("# A\n\n## When *not* to use `it`\n\n## Source\n\n## Source\n\n## 2024\n\n## Maincontent", |_| None);
    let ids: Vec<&str> = document.sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(ids, ["when-not-to-use-it", "source", "source-2", "part-2024", "maincontent-2"]);
    assert_eq!(document.sections[0].title, "When not to use it");
    assert!(
        document.html.contains("id=\"when-not-to-use-it\">When <em>not</em> to use <code class=\"app-code\">it</code>")
    );
}

#[test]
fn markup_in_a_text_is_shown_and_never_obeyed() {
    for markdown in [
        "<script>alert(1)</script>\n",
        "a <b onclick=\"x()\">b</b>\n",
        "`<i>`\n",
        "## <img src=x onerror=alert(1)>\n",
        "| <u>a</u> |\n| --- |\n| <u>b</u> |\n",
        "```text\n</code></pre><script>\n```\n",
        "```\n</code></pre><script>\n```\n",
        "![<b>](x.png)\n",
        "<!-- a comment -->\n",
    ] {
        let html = html(markdown);
        for forbidden in ["<script", "<b ", "<b>", "<i>", "<img", "<u>", "<!--"] {
            assert!(!html.contains(forbidden), "{markdown} became {html}");
        }
        assert!(html.contains("&lt;"), "{markdown} became {html}");
    }
}

#[test]
fn a_link_leads_to_a_known_place_or_is_words() {
    let render =
        |markdown: &str| whole(render(markdown, |target| (target == "rate.md").then(|| "/methods/rate".to_owned())));
    assert!(render("[Rates](rate.md)").contains("<a href=\"/methods/rate\">Rates</a>"));
    assert!(
        render("[ONS](https://www.ons.gov.uk/?a=1&b=\"2)")
            .contains("href=\"https://www.ons.gov.uk/?a=1&amp;b=&quot;2\"")
    );
    for markdown in
        ["[a](javascript:alert(1))", "[a](//other.host)", "[a](crate::rate)", "[a](data:text/html,x)", "[a](/nowhere)"]
    {
        assert_eq!(render(markdown).trim_end(), "<p>a</p>", "{markdown}");
    }
}

#[test]
fn an_item_of_the_program_is_named_without_brackets() {
    check("See [`rate`].", "<p>See <code class=\"app-code\">rate</code>.</p>");
    check("From [0, 1].", "<p>From [0, 1].</p>");
}

#[test]
fn a_formula_stands_in_a_region_that_the_keyboard_reaches() {
    let html = html("# A\n\n## Formula\n\n```text\na < b\n```\n\n```console\n$ x\n```\n");
    assert!(html.contains(
        "<pre class=\"app-command\" tabindex=\"0\" role=\"region\" aria-label=\"Formula\"><code>a &lt; b</code></pre>"
    ));
    assert!(html.contains("aria-label=\"Formula, part 2\"><code>$ x</code>"), "{html}");
    assert!(!html.contains("<details"));
}

#[test]
fn rust_is_folded_away_without_the_lines_for_the_compiler() {
    let code = "# use std::fmt;\nlet x = 1;\n#[allow(unused)]\nfn f() {}\n#\n  ## text\n# Ok::<(), E>(())\n";
    for markdown in [format!("```\n{code}```\n"), format!("```rust\n{code}```\n"), format!("```no_run,x\n{code}```\n")]
    {
        let html = html(&format!("# A\n\n## Worked example\n\n{markdown}"));
        assert!(
            html.contains("<code>let x = 1;\n#[allow(unused)]\nfn f() {}\n  # text</code></pre>\n</div>\n</details>"),
            "{html}"
        );
        assert!(
            html.contains("Example for programmers<span class=\"nhsuk-u-visually-hidden\">: Worked example</span>")
        );
    }
}

#[test]
fn a_table_scrolls_in_its_own_region_and_its_headers_say_what_they_head() {
    let html = html("# A\n\n## Bands\n\n| Band | Deaths |\n| :-- | --: |\n| 0 | 12 |\n");
    assert!(html.contains("<div class=\"app-table-region\" role=\"region\" aria-label=\"Bands\" tabindex=\"0\">"));
    assert!(html.contains("<th scope=\"col\" class=\"nhsuk-table__header\">Band</th>"));
    assert!(html.contains("<th scope=\"col\" class=\"nhsuk-table__header nhsuk-table__header--numeric\">Deaths</th>"));
    assert!(html.contains("<th scope=\"row\" class=\"nhsuk-table__header app-row-header\">0</th>"));
    assert!(html.contains("<td class=\"nhsuk-table__cell nhsuk-table__cell--numeric\">12</td>"));
    assert!(html.contains("</tr>\n</tbody>\n</table>\n</div>"));
    assert!(
        !self::html("| | a |\n| --- | --- |\n| b | c |\n")
            .contains("<th scope=\"col\" class=\"nhsuk-table__header\"></th>")
    );
}

#[test]
fn lists_have_their_classes() {
    check("# A\n\n- b\n- c\n", "<ul class=\"nhsuk-list nhsuk-list--bullet\">\n<li>b</li>\n<li>c</li>\n</ul>");
    check("# A\n\n3. b\n", "<ol class=\"nhsuk-list nhsuk-list--number\" start=\"3\">\n<li>b</li>\n</ol>");
}

#[test]
fn plain_words_have_no_marks() {
    assert_eq!(plain("How *many* `x` of\n[y](z)?"), "How many x of y?");
}
