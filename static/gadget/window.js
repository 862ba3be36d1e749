// The window in which a reader signs in: hands the code to the frame that opened it, which is a page of this origin.
"use strict";

for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => close());

const { code } = document.body.dataset;

if (code && window.opener) {
  window.opener.postMessage({ ns: "activity-streams", v: 1, type: "code", code }, location.origin);
  close();
} else if (code) {
  document.getElementById("told").hidden = true;
  document.getElementById("compare").hidden = false;
}
