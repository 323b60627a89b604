// Draws the cards of a post, filters the matrix, and links underlined words with the cards they harm.
// Everything else stands in the page already. Author text only ever becomes a text node.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const words = { large: "large picture", small: "small picture", text: "text only", none: "bare link", wrong: "wrong", unknown: "not known" };
  const order = ["large", "small", "text", "none", "wrong", "unknown"];
  const posts = new Map(data.posts.map((post) => [post.u, post]));
  const title = document.title;

  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };
  const said = (name, className, text) => {
    const element = make(name, className, text);
    element.dir = "auto";
    return element;
  };
  const button = (text, act) => {
    const element = make("button", "", text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  };

  // A post, card by card.
  const isOff = (card) => card.i !== undefined && card.o !== "unknown" && order.indexOf(card.o) > order.indexOf(card.i);

  function draw(post, card) {
    const platform = data.platforms[card.p];
    const text = (at) => (at === undefined ? undefined : post.t[Array.isArray(at) ? at[0] : at]);
    const cut = (at) => (at === undefined ? undefined : text(at) + (Array.isArray(at) ? "…" : ""));
    const host = text(card.h) || "";
    const stage = make("div", "stage");
    const isBubble = platform.id === "whatsapp" || platform.id === "imessage";
    const address = (data.base || "https://" + host) + post.u;
    if (card.o === "none") {
      stage.append(isBubble ? make("div", "bubble", make("span", "url", address)) : make("div", "bare", address));
    } else {
      const box = make("div", "card");
      if (card.k) box.style.setProperty("--accent", card.k);
      if (card.g !== undefined) {
        box.append(card.g < 0 ? make("div", "pic unseen", "picture not at hand") : make("div", "pic b t" + card.g));
      }
      if (card.g === undefined && card.o === "unknown") box.append(make("div", "pic unseen", "picture not known"));
      const lines = make("div", "txt");
      for (const [key, value] of [["n", text(card.n)], ["t", cut(card.t)], ["d", cut(card.d)], ["h", host]]) {
        if (value) lines.append(said("span", key, value));
      }
      box.append(lines);
      stage.append(isBubble ? make("div", "bubble", box, make("span", "url", address)) : box);
      if (platform.id === "x" && card.o === "large") stage.append(make("div", "under", "From " + host));
    }
    const off = isOff(card);
    const state = words[card.o] + (off ? ", meant: " + words[card.i] : "");
    const figure = make("figure", `k k-${platform.id} o-${card.o}${off ? " off" : ""}`,
      make("figcaption", "", make("b", "", platform.name), make("span", "state", state), make("span", "score", String(card.s))),
      stage);
    figure.dataset.platform = platform.id;
    for (const [at, what] of [[card.t, "title"], [card.d, "description"]]) {
      if (Array.isArray(at)) figure.append(said("p", "hid", `Hidden of the ${what}${text(at[2]) ? " (" + text(at[2]) + ")" : ""}: “${text(at[1])}”`));
    }
    const why = make("ul");
    for (const note of card.w || []) {
      why.append(note.length > 1 ? make("li", "", make("code", "", text(note[0])), ": " + text(note[1])) : make("li", "", text(note[0])));
    }
    if (card.z) why.append(make("li", "", "The picture has " + card.z + " pixels."));
    if (card.f !== undefined) why.append(make("li", "", "Shares are counted for " + text(card.f)));
    for (const [rule, points, times] of card.l || []) why.append(make("li", "", make("code", "", text(rule)), ` takes ${points} points` + (times > 1 ? ` for ${times} findings` : "")));
    if (card.m !== undefined) why.append(make("li", "", `${words[card.o]}: ${card.m} points at most`));
    const facts = make("span", "", "simulated" + (platform.facts ? ", " + platform.facts : ""));
    if (!why.children.length) why.append(make("li", "", "Nothing was passed over, and nothing is hidden."));
    figure.append(make("details", "", make("summary", "", "Why it looks like this", facts), why));
    stage.addEventListener("click", () => light(platform.id, "mark"));
    return figure;
  }

  // A card lights up the words that harm it, and words the cards that they harm.
  function light(ids, what) {
    const article = one("article.shown") || document;
    const wanted = ids.split(" ").filter(Boolean);
    all(".lit", article).forEach((element) => element.classList.remove("lit"));
    all(".dim", article).forEach((element) => element.classList.remove("dim"));
    const hit = all(what === "mark" ? "mark" : ".k", article).filter((element) => {
      const of = what === "mark" ? element.dataset.harms.split(" ") : [element.dataset.platform];
      return of.some((id) => wanted.includes(id));
    });
    hit.forEach((element) => element.classList.add("lit"));
    if (what !== "mark" && hit.length) all(".k:not(.lit)", article).forEach((element) => element.classList.add("dim"));
    if (hit.length) hit[0].scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }
  for (const mark of all("mark[data-harms], .findings li[data-harms]")) {
    if (!mark.dataset.harms) continue;
    if (mark.tagName === "MARK") {
      mark.tabIndex = 0;
      mark.setAttribute("role", "button");
      mark.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); light(mark.dataset.harms, "card"); }
      });
      mark.addEventListener("click", () => light(mark.dataset.harms, "card"));
    } else {
      one(".meta", mark).append(" · ", button("show on the cards", () => open(mark.closest("article").dataset.url, mark.dataset.harms)));
    }
  }

  // A patch goes where it can be applied: `git apply`.
  for (const patch of all(".patch pre")) {
    const copy = button("Copy patch", async () => {
      const shown = patch.textContent.replace(/\n*$/, "\n");
      // HTML holds no line ends of Windows: they come back to every line of the file, not to those of the patch.
      const text = "crlf" in patch.dataset
        ? shown.split("\n").map((line, at) => at > 1 && /^[ +-]/.test(line) ? `${line}\r` : line).join("\n") : shown;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // Some browsers hand the clipboard to no file: then it is selected, to be copied by hand.
        patch.parentElement.open = true;
        getSelection().selectAllChildren(patch);
        if (!document.execCommand("copy")) return;
      }
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = "Copy patch"; }, 1500);
    });
    patch.parentElement.before(copy);
  }

  // Which post is open stands in the address, so that it can be sent to someone.
  const where = () => new URLSearchParams(location.hash.slice(1));
  const hashOf = (url, platform) => "#post=" + encodeURIComponent(url).replace(/%2F/g, "/") + (platform ? "&p=" + platform : "");
  const open = (url, harms) => {
    if (where().get("post") === url) return light(harms, "card");
    location.hash = hashOf(url, harms.split(" ")[0]);
  };
  const toggle = (text, className) => {
    const box = make("input");
    box.type = "checkbox";
    box.checked = root.classList.contains(className);
    box.addEventListener("change", () => root.classList.toggle(className, box.checked));
    return make("label", "to-" + className, box, text);
  };
  if (matchMedia("(prefers-color-scheme: dark)").matches) root.classList.add("dark");

  let kept = 0;
  function show() {
    const url = where().get("post");
    const article = url === null ? null : all("article").find((element) => element.dataset.url === url);
    all("article.shown").forEach((element) => {
      element.classList.remove("shown");
      all(".bar", element).forEach((bar) => bar.remove());
      one(".previews", element)?.replaceChildren();
      ["role", "aria-level"].forEach((name) => one("h3", element).removeAttribute(name));
    });
    if (!article) {
      if (root.classList.contains("open")) {
        root.classList.remove("open");
        document.title = title;
        scrollTo(0, kept);
        const row = rows[at];
        if (row) one("a", row).focus({ preventScroll: true });
      }
      return;
    }
    if (!root.classList.contains("open")) kept = scrollY;
    root.classList.add("open");
    article.classList.add("shown");
    const post = posts.get(url);
    const here = rows.findIndex((row) => row.dataset.url === url);
    if (here >= 0) at = here;
    const bar = make("div", "bar", button("← All", back), make("span", "gap"));
    if (post) bar.append(toggle("Dark", "dark"), toggle("Phone", "phone"));
    const found = all(".findings > li", article).length;
    if (post && found) bar.insertBefore(button(found === 1 ? "1 finding" : found + " findings", () => one(".findings", article).scrollIntoView()), one(".gap", bar));
    if (here > 0) bar.append(button("Previous", () => step(-1)));
    if (here >= 0 && here < rows.length - 1) bar.append(button("Next", () => step(1)));
    article.prepend(bar);
    if (post) {
      const cards = make("div", "cards", ...post.c.map((card) => draw(post, card)));
      one(".previews", article).replaceChildren(cards);
    }
    const heading = one("h3", article);
    document.title = heading.textContent + " · " + title;
    // The page's own first heading is hidden now.
    heading.setAttribute("role", "heading");
    heading.setAttribute("aria-level", "1");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
    const platform = where().get("p");
    if (platform) light(platform, "card");
  }
  function back() {
    history.pushState(null, "", location.pathname + location.search);
    show();
  }

  // The matrix: rows are walked with j and k.
  const rows = all(".matrix tbody tr");
  data.posts.forEach((post, index) => { if (rows[index]) rows[index].dataset.url = post.u; });
  let at = -1;
  const visible = () => rows.filter((row) => !row.hidden);
  function step(by) {
    const list = visible();
    const next = list[Math.min(Math.max(list.indexOf(rows[at]) + by, 0), list.length - 1)];
    if (!next) return;
    rows[at]?.classList.remove("at");
    at = rows.indexOf(next);
    next.classList.add("at");
    if (root.classList.contains("open")) location.hash = hashOf(next.dataset.url);
    else { one("a", next).focus(); next.scrollIntoView({ block: "nearest" }); }
  }
  one(".matrix")?.addEventListener("click", (event) => {
    const cell = event.target.closest("td:not(.num)");
    if (!cell) return;
    const platform = data.platforms[cell.cellIndex - 1];
    location.hash = hashOf(cell.parentElement.dataset.url, platform?.id);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Escape" && root.classList.contains("open")) back();
    else return;
    event.preventDefault();
  });

  // Each number of the sentence shows its posts, and what is typed those that have it in title or address.
  const status = one("#posts-table .filter");
  let counted = () => true;
  const typed = make("input");
  function sift() {
    const words = typed.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, index) => {
      const text = one("th", row).textContent.toLowerCase();
      row.hidden = !counted(data.posts[index].c) || !words.every((word) => text.includes(word));
    });
    const left = visible().length;
    status.replaceChildren(...(left < rows.length ? [`${left} of ${rows.length}`, button("show all", () => { counted = () => true; typed.value = ""; sift(); })] : []));
  }
  for (const link of all("h1 [data-show]")) {
    const { show: outcome, on = "" } = link.dataset;
    const ids = on.split(" ");
    const shows = (cards, id) => cards.some((card) => data.platforms[card.p].id === id && card.o === outcome && isOff(card));
    link.addEventListener("click", () => {
      counted = (cards) => (outcome === "fine" ? !cards.some(isOff) : ids.every((id) => shows(cards, id)));
      sift();
    });
  }
  if (rows.length > 9) {
    typed.type = "search";
    typed.placeholder = "Find a page";
    typed.setAttribute("aria-label", "Find a page by its title or address");
    typed.addEventListener("input", sift);
    status.before(typed);
  }

  // A count shows the findings that it counts: of a level, or of a rule.
  const told = one("#findings .filter");
  const findings = all("#findings .findings > li");
  function pick(is, name) {
    findings.forEach((finding) => finding.classList.toggle("out", !is(finding)));
    all("article").forEach((article) => article.classList.toggle("out", !one(".findings > li:not(.out)", article)));
    const hits = findings.filter(is).length;
    told.replaceChildren(...(name ? [`${name}: ${hits} of ${findings.length}`, button("show all", () => pick(() => true))] : []));
  }
  for (const link of all("[data-only]")) link.addEventListener("click", () => pick((finding) => finding.classList.contains(link.dataset.only), link.closest("div").firstChild.textContent));
  for (const link of all("a[data-rule]")) link.addEventListener("click", () => pick((finding) => finding.dataset.rule === link.dataset.rule, link.dataset.rule));
  addEventListener("hashchange", show);
  show();
})();
