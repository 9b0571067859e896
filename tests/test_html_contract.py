"""Each rule of the contract of pages turns red on a page that breaks it, and leaves a good page alone."""

from __future__ import annotations

import pytest

from tests.html_contract import Page, check_page, well_formed

GOOD = """<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Comment</title>
<link rel="stylesheet" href="/static/style.css"><script src="/static/script.js" defer></script></head>
<body><a href="#main">Skip to the content</a>
<main id="main">
<div role="alert"><h2>One thing to correct</h2><a href="#why">Say why</a></div>
<h1>Comment</h1>
<form method="post"><input type="hidden" name="csrf_token" value="t">
<div><label for="why">Why</label><p id="why-hint">Briefly</p><div class="error" id="why-error"><p>Say why</p></div>
<textarea id="why" name="why" aria-describedby="why-hint why-error" aria-invalid="true"></textarea></div>
<fieldset><legend>Shown</legend><input type="radio" name="shown" id="s-0" value="g"><label for="s-0">Group</label>
</fieldset>
<button>Send</button></form>
<form method="get" action="/find"><label>Words <input name="words"></label><button>Show</button></form>
<h2>Counts</h2>
<table><caption>Counts</caption><tr><th scope="col">Objective</th></tr><tr><td>8</td></tr></table>
<p lang="fr" dir="ltr">Bonjour <svg aria-hidden="true"><rect width="3"/></svg> <a href="https://example.org">ailleurs</a></p>
</main></body></html>"""


def test_a_good_page_is_left_alone() -> None:
    assert check_page(GOOD) == []


@pytest.mark.parametrize(
    ("part", "instead", "problem"),
    [
        ("<p id=", "<p/ id=", "line 9: Bad character"),
        ("</form>\n<h2>", "</form></section>\n<h2>", "section"),
        ("<h2>Counts</h2>", "<div><h2>Counts</h2>", "Unexpected open element while closing"),
        ("<!doctype html>", "", "does not begin with <!doctype html>"),
        ('<html lang="en"', "<html", "<html> says no lang"),
        (' dir="ltr"><head>', "><head>", "<html> says no dir"),
        ("<title>Comment</title>", "", "0 <title>"),
        ("<title>Comment</title>", "<title> </title>", "an empty <title>"),
        ('<main id="main">', '<div id="main">', "0 <main>"),
        ("<h2>Counts</h2>", "<h1>Counts</h1>", "2 <h1>"),
        ("<h1>Comment</h1>", "<p>Comment</p>", "0 <h1>"),
        ('<p lang="fr" dir="ltr">', '<p lang="fr">', "a language without its direction"),
        ("<h2>Counts</h2>", "<h2>Counts</h2><h4>Deep</h4>", "a heading skips a level"),
        ("<h2>Counts</h2>", '<h2><svg aria-hidden="true"></svg></h2>', "an empty heading"),
        ('id="why-hint"', 'id="why"', "2 times the id 'why'"),
        ('href="#main"', 'href="#content"', "'content' is not on the page"),
        ('for="why"', 'for="how"', "a control without label"),
        ('<label for="why">Why</label>', '<label for="why"></label>', "a control without label"),
        ("<legend>Shown</legend>", "", "a fieldset without legend"),
        ("<fieldset><legend>Shown</legend>", "<div>", "a choice outside a fieldset"),
        ('aria-describedby="why-hint why-error"', "", "an error that is tied to no control"),
        ('aria-describedby="why-hint why-error"', "", "an invalid control without its error"),
        ('<a href="#why">Say why</a>', "Say why", "an error that the summary does not lead to"),
        ("<h2>Counts</h2>", '<h2 style="color: red">Counts</h2>', "inline style"),
        ("</head>", "<style>p { color: red }</style></head>", "inline style"),
        ("</head>", "<script>alert(1)</script></head>", "inline script"),
        ("<button>Send", '<button onclick="send()">Send', "inline event handler"),
        ('href="https://example.org"', 'href="javascript:alert(1)"', "code in an address"),
        ('href="/static/style.css"', 'href="//example.org/style.css"', "something from elsewhere"),
        ("<button>Send</button>", "<button></button>", "<button> without words"),
        (">ailleurs</a>", '><span aria-hidden="true">→</span></a>', "<a> without words"),
        ('<a href="https://example.org">', "<a>", "a link that leads nowhere"),
        ("<h2>Counts</h2>", '<h2>Counts</h2><img src="/a.png">', "a picture without alternative"),
        ('<svg aria-hidden="true">', "<svg>", "a drawing without alternative"),
        (">ailleurs</a>", "><button>ailleurs</button></a>", "a control inside a control"),
        ("<caption>Counts</caption>", "", "a table without caption"),
        ('<th scope="col">', "<th>", "a table without headings"),
        ('value="t"', 'value=""', "a form that posts with 0 tokens"),
        ('<label>Words <input name="words">', '<label>Words <input name="csrf_token" value="t">', "a token in a form"),
        ("<button>Show</button>", "", "a form without a button"),
    ],
)
def test_a_page_that_breaks_the_contract_is_told_so(part: str, instead: str, problem: str) -> None:
    assert part in GOOD
    problems = check_page(GOOD.replace(part, instead))
    assert any(problem in found for found in problems), problems


def test_checkboxes_of_one_name_stand_in_a_fieldset_and_a_lone_one_need_not() -> None:
    one = '<label><input type="checkbox" name="a" value="1"> One</label>'
    two = '<label><input type="checkbox" name="a" value="2"> Two</label>'
    assert check_page(GOOD.replace("<button>Send", f"{one}<button>Send")) == []
    assert any(
        "outside a fieldset" in found for found in check_page(GOOD.replace("<button>Send", f"{one}{two}<button>Send"))
    )


def test_seldom_characters_that_people_wrote_are_no_fault_of_the_page() -> None:
    assert check_page(GOOD.replace("Bonjour", "Bon\x85jour \ufdd0")) == []


BADLY_WRITTEN = """
</section>
<p>a</span></p>
<div>
<p><b>a</p>
<p><b>a<i>b</b>c</i></p>
<form><form></form></form>
<a href=/x>a<a href=/y>b</a></a>
<button>a<button>b</button></button>
<table>a<tr><td>b</td></tr></table>
<table><tr><td>a</td></tr><p>b</p></table>
<table><input></table>
<table><td>a</td></table>
<table><tr><td><span>a</td></tr></table>
<table><table></table></table>
<table><caption><b>a<tr><td>b</table>
<table></tbody></table>
<p class=a class=b>c</p>
<p CLASS=a class=b>c</p>
<p>&nosuch; a</p>
<p>&copy a</p>
<p title="&copy=a">b</p>
<p title="?a=1&b=2">c</p>
<p>&#x80;</p>
<p>&#;</p>
<p>&#65 a</p>
<p>&#xD800;</p>
<p>&#x110000;</p>
<p title=a"b>c</p>
<p title=a<b>c</p>
<p title==b>c</p>
<p title=a`b>c</p>
<p title=>c</p>
<p =a>b</p>
<p a"b>c</p>
<p a<b>c</p>
<p class="a"id="b">c</p>
<p<b>a</p>
<p>a < b</p>
<p>a</ p></p>
<p>a</></p>
<p>a</p class="b">
<p>a</p/>
<div/>a</div>
<p><span/>a</p>
</br>
</p>
<p>a<div>b</div></p>
<p>a<ul><li>b</li></ul></p>
<h2>a<h3>b</h3></h2>
<h2>a</h3>
<ul><li><b>a</li></ul>
</li>
</dd>
<select><b>a</b></select>
<select><div>a</div></select>
<select><input></select>
<select><textarea></textarea></select>
<select><select></select>
<select><hr></select>
<textarea>
<!-->
<!-- a --!>
<!-- a -- b -->
<!-- a <!-- b -->
<?php ?>
<!foo>
<![CDATA[a]]>
<!doctype html>
<html class=a>
<body class=a>
<head>
<tr>
<image>
<frameset>
<svg aria-hidden="true"><rect>
<svg aria-hidden="true"><p>a</p></svg>
<svg aria-hidden="true"><g></rect></g></svg>
<math><mi>a</math>
<nobr>a<nobr>b</nobr>
<fieldset><legend>a</legend>
<form><div></form></div>
<a href="/a">b
<section><div></section></div>
<p><i>a</p><p>b</i></p>
<noscript><p>a</noscript>
<noscript><b>a</b></noscript>
<details><summary>a</details>
<p><details></details></p>
<table><tr><td></caption></td></tr></table>
</table>
</input>
</img>
<plaintext>
</body>
</html>
<label>a
"""


@pytest.mark.parametrize("written", BADLY_WRITTEN.strip().splitlines())
def test_what_a_browser_has_to_mend_is_told(written: str) -> None:
    assert list(well_formed(Page(GOOD.replace("<h2>Counts", f"{written}<h2>Counts")))), written


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("</main></body></html>", ""),
        ("</main></body>", "</body>"),
        ("</main></body></html>", "<div>"),
        ("</main>", "<span></main>"),
        ("</form>\n<h2>", "\n<h2>"),
        ("</title>", ""),
        ("</script>", ""),
        ("<title>", "a<title>"),
        ("<title>", "<p>a</p><title>"),
        ("<body>", '<meta name="a"><body>'),
        ("</head>", "<noscript><p>a</p></noscript></head>"),
        ("</html>", "<p>a</p></html>"),
        ("</html>", "</html><p>a</p>"),
        ("</html>", "</html>a"),
        ("</html>", "</html><!-- "),
        ("</html>", "</html><p "),
        ("</html>", '</html><p title="a'),
        ("</html>", "</html><p"),
        ("</html>", "</html></"),
        ("<!doctype html>", "<!doctypehtml>"),
        ("<!doctype html>", '<!doctype html public "-//W3C//DTD HTML 4.01//EN">'),
        ("<!doctype html>", "a<!doctype html>"),
        ("<!doctype html>", "\ufeff<!doctype html>"),
    ],
)
def test_a_page_that_does_not_begin_or_end_as_it_should_is_told(part: str, instead: str) -> None:
    assert part in GOOD
    assert list(well_formed(Page(GOOD.replace(part, instead)))), instead


@pytest.mark.parametrize(
    "written",
    [
        "<p>a",
        "<table><tr><td>a</table>",
        "<dl><dt>a<dd>b</dl>",
        "<br/>",
        "<P>a</P>",
        "<p>&amp; &lt; &#8203;</p>",
        "<!-- a -->",
    ],
)
def test_what_the_standard_allows_is_no_error(written: str) -> None:
    assert list(well_formed(Page(GOOD.replace("<h2>Counts", f"{written}<h2>Counts")))) == []
