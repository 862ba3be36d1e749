// Keeps the control room up to date. Without this script it is as new as the page.
const EVERY = 30_000;
let read = Date.now();

setInterval(refresh, EVERY);
setInterval(tell, 1000);
document.addEventListener("visibilitychange", () => {
  if (Date.now() - read > EVERY) refresh();
});

async function refresh() {
  const room = document.getElementById("room");
  // Nobody looks, or somebody is in the middle of something: a table that is open, a button that has the focus.
  if (document.hidden || !room || room.contains(document.activeElement) || room.querySelector("details[open]")) return;
  try {
    const answer = await fetch(location.href, { redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.getElementById("room");
    if (!news) return;
    // Made and escaped by the server. Only what is inside: the page stays where it was scrolled to.
    room.replaceChildren(...news.childNodes);
    read = Date.now();
    tell();
  } catch {
    // The server is away: what is shown gets older, and says so.
  }
}

function tell() {
  const place = document.getElementById("refreshed");
  if (place) place.textContent = `, refreshed ${Math.round((Date.now() - read) / 1000)} s ago`;
}
