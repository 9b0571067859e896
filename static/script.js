// Improves pages that work without it; remembers nothing and asks nobody anything.
"use strict";

// A summary of errors is read first.
document.querySelector("[data-focus]")?.focus();

// What is focused in a wide table is seen whole: browsers leave half of it beyond the edge or behind a heading.
document.addEventListener("focusin", (event) => {
  event.target.closest(".heat td")?.scrollIntoView({ block: "nearest", inline: "nearest" });
});

// The reader's own time, after the time of the consultation, where it is another one than UTC.
const root = document.documentElement, language = root.lang;
// Without the fragment that a form was sent to: with it the browser would stay on the page as it is.
const here = location.pathname + location.search;
for (const time of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(time.dateTime);
  if (moment.getTimezoneOffset() === 0) continue;
  const local = moment.toLocaleString(language === "en" ? "en-GB" : language, {
    day: "numeric", month: "long", hour: "2-digit", minute: "2-digit",
  });
  time.append(`, ${time.dataset.local.replace("{time}", local)}`);
}

// Counts code points, as the server does; speaks up when little room is left.
for (const control of document.querySelectorAll("[data-limit]")) {
  const { limit, left, over } = control.dataset;
  const tally = document.createElement("p");
  tally.className = "tally";
  tally.setAttribute("aria-live", "polite");
  control.after(tally);
  const count = () => {
    const room = limit - [...control.value].length;
    const text = (room < 0 ? over : left).replace("{number}", Math.abs(room).toLocaleString(language));
    tally.textContent = room < limit / 5 ? text : "";
    tally.classList.toggle("over", room < 0);
  };
  control.addEventListener("input", count);
  count();
}

// One press sends once, unless a file comes back and the page stays. A page that comes back from the browser's memory
// can be sent again.
const lock = (form, locked) => {
  form.toggleAttribute("data-sent", locked);
  for (const button of form.querySelectorAll("button")) {
    if (locked) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
};
for (const form of document.querySelectorAll("form[method=post]:not([data-again])")) {
  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("data-sent")) event.preventDefault();
    else lock(form, true);
  });
  addEventListener("pageshow", () => lock(form, false));
}

// A session that is not used ends: said some minutes before, so that one can go on and loses nothing.
const WARN = 300;
const asked = async (how) => (await fetch(root.dataset.session + how)).json();
const ending = document.querySelector("[data-ends]");
if (ending) {
  const words = ending.querySelector("p"), button = ending.querySelector("button");
  const hasNothingTyped = !document.querySelector("main :is(textarea, input:not([type=hidden])), .key");
  let timer;
  const wait = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(check, Math.max(1, seconds) * 1000);
  };
  const show = (left) => {
    ending.hidden = left > WARN;
    button.hidden = left <= 0;
    const text = left > 0 ? words.dataset.soon.replace("{minutes}", Math.ceil(left / 60)) : words.dataset.over;
    if (!ending.hidden && words.textContent !== text) words.textContent = text;
    if (left > 0) wait(left > WARN ? left - WARN : Math.min(left, left % 60 || 60));
    else if (hasNothingTyped) location.replace(here);
  };
  const check = async (how) => {
    try {
      show((await asked(how ?? "?look=1")).seconds_left ?? 0);
    } catch {
      wait(10);
    }
  };
  button.addEventListener("click", () => check(""));
  show(+ending.dataset.ends);
}

// A page from the browser's memory is left when somebody has signed out since, also where the site cannot be reached: a
// random mark tells it, which the browser carries and which says nothing else.
const markHere = () => document.cookie.match(/steppingstone-mark=([\w-]*)/)?.[1] ?? "";
addEventListener("pageshow", (event) => {
  if (!event.persisted || markHere() === root.dataset.mark) return;
  root.hidden = true;
  location.replace(here);
});

// What is still going on is looked at again, and only what changed of it is put in its place.
const look = async () => {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  try {
    const answer = await fetch(location.href);
    const seen = new DOMParser().parseFromString(await answer.text(), "text/html");
    const bar = live.querySelector("progress"), next = seen.querySelector("[data-live] progress");
    if (bar?.max === next?.max && bar && next && next.hasAttribute("value")) {
      bar.value = next.value;
      bar.labels[0].replaceWith(next.labels[0]);
    } else if (live.textContent !== seen.querySelector("[data-live]")?.textContent) {
      document.title = seen.title;
      document.querySelector("main").replaceChildren(...seen.querySelector("main").childNodes);
    }
  } catch {
    // The next look may find the way.
  }
  setTimeout(look, 2000);
};
if (document.querySelector("[data-live]")) setTimeout(look, 1000);

// A key is easier to copy than to type.
for (const key of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const text = key.textContent;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = key.dataset.copy;
  button.addEventListener("click", () => {
    const copied = () => { button.textContent = key.dataset.copied; };
    navigator.clipboard.writeText(text).then(copied, () => button.remove());
  });
  key.after(button);
}
