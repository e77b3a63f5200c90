"""Words that try to be more than words, and what they must never become on a page."""

# ruff: noqa: E501 - the page's own JavaScript stands in these lines

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

PWN = "window.pwned=1"
TICK, RTL, RLO, PDI = "`", "\u200f", "\u202e", "\u2069"

HOSTILE: dict[str, str] = {
    "script": f"<script>{PWN}</script><x-pwned>",
    "script in Markdown": f"A film\n\n<script>{PWN}</script>\n\nthe end",
    "closing script": f"</script><script>{PWN}</script>",
    "closing textarea": f"</textarea><img src=x onerror={PWN}>",
    "closing style": f"</style></title></noscript><img src=x onerror={PWN}>",
    "image": f"<img src=x onerror={PWN}><img src='http://198.51.100.7/t.png'>",
    "quotes": f"\"'><img src=x onerror={PWN}>",
    "attribute": f'" onmouseover="{PWN}" onfocus="{PWN}" autofocus x="',
    "svg": f"<svg onload={PWN}><animate onbegin={PWN} attributeName=x /></svg>",
    "svg foreign": "<svg><foreignObject><iframe srcdoc='<script>parent.pwned=1</script>'></foreignObject></svg>",
    "mathml": f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={PWN}&gt;'>",
    "iframe": "<iframe src='javascript:parent.pwned=1'></iframe><object data=x></object><embed src=x>",
    "form": f"<form action='http://198.51.100.7/'><input autofocus onfocus={PWN}><button>Send</button></form>",
    "meta": "<meta http-equiv=refresh content='0;url=http://198.51.100.7/'><base href='http://198.51.100.7/'>",
    "link element": "<link rel=stylesheet href='http://198.51.100.7/x.css'><style>.dk{display:none}@import 'http://198.51.100.7/'</style>",
    "style": "<p style='position:fixed;inset:0;z-index:9999;background:url(http://198.51.100.7/)'>over it all</p>",
    "css": "red;} .dk{display:none} @import url(http://198.51.100.7/); x{background:url(http://198.51.100.7/y)",
    "css expression": "width: expression(window.pwned=1); -moz-binding:url(http://198.51.100.7/#x)",
    "javascript link": f"[press me](javascript:{PWN}) <javascript:{PWN}>",
    "javascript link, spelled": f"[press me](JaVaScRiPt:{PWN}) [or](java\tscript:{PWN}) [or](&#106;avascript:{PWN})",
    "vbscript link": "[press me](vbscript:msgbox(1)) [file](file:///etc/passwd)",
    "data link": "[press me](data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==)",
    "linked image": "![tracked](http://198.51.100.7/t.gif) ![x](javascript:window.pwned=1)",
    "reference": f'[x][y]\n\n[y]: javascript:{PWN} "onmouseover={PWN}"',
    "link title": f"[x](https://example.com \"' onmouseover={PWN} x='\")",
    "address": f'https://example.com/?q=<script>{PWN}</script>&x="onload={PWN}',
    "plain javascript address": f"javascript:{PWN}",
    "entities": "&lt;script&gt;window.pwned=1&lt;/script&gt; &amp;lt;b&amp;gt; &#60;b&#62; &nbsp;&zwnj;&bogus;",
    "comment": f"<!-- --><img src=x onerror={PWN}> <!--> <script>{PWN}</script> -->",
    "cdata": f"<![CDATA[<script>{PWN}</script>]]><?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "template braces": "{{constructor.constructor('window.pwned=1')()}} ${window.pwned=1} <%= x %> #{x} {0} {x!r} %s %(x)d $HOME",
    "mathjax": r"$\href{javascript:window.pwned=1}{x}$ $$\require{html}$$ \(\unicode{x41}\) costs $2 or $3",
    "proto": "__proto__",
    "constructor": "constructor",
    "prototype names": "hasOwnProperty toString valueOf __defineGetter__ then",
    "null": "null",
    "bidi override": f"invoice{RLO}gpj.exe and {RLO}00.1$ fo{PDI}{PDI} {RLO}",
    "bidi isolates": "\u2066\u2067\u2068\u202a\u202b\u202c\u202d never closed",
    "right to left": f"שלום עולם مرحبا بالعالم {RTL}12 · $3.50 (a) [b]",
    "zero width": "in\u200bvis\u200cib\u200dle\ufeff\u2060\u00ad\u180e " + "\u200b" * 300,
    "combining": "Z" + "\u0335\u0321\u0489\u0300\u0301" * 60 + "algo",
    "emoji": "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿👍🏽🇩🇪🇦" + "🧑🏿‍🚀" * 40,
    "control": "bell\x07 back\x08\x08 escape\x1b[31mred\x1b]0;title\x07 form\x0c feed\x0b delete\x7f next\x85 nul\x00end",
    "lone surrogates": "half \ud83d and \udc4d and \udc80 alone",
    "line ends": "one\rtwo\r\nthree\u2028four\u2029five\x85six" + "\n" * 40 + "end",
    "no spaces": "W" * 4_000,
    "wide letters": "﷽" * 120 + "𒐫" * 80 + "ＷＩＤＥ" * 60,
    "quotes nested": "> " * 400 + "deep",
    "arrows nested": ">" * 3_000,
    "brackets nested": "[" * 3_000,
    "lists nested": "\n".join("  " * depth + "- x" for depth in range(60)),
    "huge table": "|a" * 60 + "|\n" + "|-" * 60 + "|\n" + ("|<b>b</b>" * 60 + "|\n") * 20,
    "unclosed fence": f"```html\n<script>{PWN}</script>\n{TICK * 2}\n~~~ <img src=x onerror={PWN}>",
    "marks": "**bold _and ~~never `closed [a](b " * 20,
}

FOREIGN = """() => {
  const found = [];
  const say = (what, element) => found.push(`${what}: ${(element.outerHTML ?? String(element)).slice(0, 160)}`);
  if (window.pwned) found.push("a script ran");
  const never = "script, iframe, frame, object, embed, applet, form, base, meta, link, style, math, foreignObject, animate, set, use, template, x-pwned, [srcdoc], [formaction], [autofocus]:not(input[type=search])";
  for (const where of document.querySelectorAll(".dk, .saved")) {
    for (const element of where.querySelectorAll(never)) say("made from words", element);
    for (const element of where.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) say("a handler", element);
        if (/^(href|src|action|data|poster|xlink:href)$/i.test(name) && !/^(https?:|mailto:|blob:|data:image\\/jpeg|#|$)/i.test(value)) say("an address", element);
        if (name === "style" && /url\\(|expression|@import|binding/i.test(value)) say("a style", element);
      }
      if (element.matches("img, video, audio, source") && /^https?:/i.test(element.getAttribute("src") ?? "")) say("a fetched file", element);
      if (element.tagName === "A" && element.hasAttribute("href") && (element.target !== "_blank" || !/noopener/.test(element.rel))) say("a link that keeps a hold", element);
    }
  }
  return found;
}"""

BURST = """() => {
  const found = [];
  const boxes = document.querySelectorAll(".dk, .dk-body, .dk-log, dialog[open]");
  for (const box of boxes) if (box.clientWidth && box.scrollWidth > box.clientWidth + 1) found.push(`${box.className} is ${box.scrollWidth} in ${box.clientWidth}`);
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) found.push(`the page is ${page.scrollWidth} in ${innerWidth}`);
  return found;
}"""

SPILLED = """() => {
  // Words that turn the direction must not turn what stands beside them: a price, a number, a name.
  const turns = /[\\u202a-\\u202e\\u2066-\\u2069]/, found = [];
  for (const root of document.querySelectorAll(".dk, .saved")) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (!turns.test(node.data)) continue;
      let box = node.parentElement;
      if (!box.checkVisibility() || box.closest(".dk-sr")) continue;
      if (/[\\u202a-\\u202e\\u2066-\\u2069].* · /s.test(node.data)) found.push(`with words of ours: ${JSON.stringify(node.data.slice(0, 120))}`);
      const holds = (each) => getComputedStyle(each).unicodeBidi !== "normal" || /inline-|flex|grid|table-cell/.test(getComputedStyle(each).display);
      while (box !== root && !holds(box)) box = box.parentElement;
      if (box.textContent.trim() !== node.data.trim() && !box.matches(".dk-md *, .dk-md")) found.push(`${box.className || box.tagName}: ${JSON.stringify(box.textContent.slice(0, 120))}`);
    }
  }
  return found;
}"""


class Watcher:
    """What a page did that words must not make it do."""

    def __init__(self, page: "Page", base: str) -> None:
        self.page, self.base = page, base
        self.did: list[str] = []
        self._on = {
            "request": lambda request: self._asked(request.url),
            "dialog": self._spoke,
            "popup": lambda other: self.did.append(f"a window: {other.url[:80]}"),
            "pageerror": lambda error: self.did.append(f"an error: {str(error)[:200]}"),
            "framenavigated": lambda frame: self._went(frame.url),
        }
        for name, call in self._on.items():
            page.on(name, call)  # type: ignore[call-overload]

    def _spoke(self, dialog: "Dialog") -> None:
        self.did.append(f"a dialog: {dialog.message[:80]}")
        dialog.dismiss()

    def _asked(self, url: str) -> None:
        if not url.startswith((self.base, "blob:", "data:image/jpeg", "about:")):
            self.did.append(f"a request: {url[:120]}")

    def _went(self, url: str) -> None:
        if not url.startswith((f"{self.base}/tests/widgets/plain/page.html", "about:blank")):
            self.did.append(f"gone to {url[:120]}")

    def faults(self) -> list[str]:
        """Everything that is wrong with the page as it is now, a line each."""
        return [*self.did, *self.page.evaluate(FOREIGN), *self.page.evaluate(BURST), *self.page.evaluate(SPILLED)]

    def close(self) -> None:
        """Stops looking."""
        for name, call in self._on.items():
            self.page.remove_listener(name, call)
