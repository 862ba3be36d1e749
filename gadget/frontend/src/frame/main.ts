import { HostBridge } from "./bridge.ts";
import { tellContainer } from "./container.ts";
import { watchHeight } from "./height.ts";

interface Framed extends HTMLElement {
  fetchToken: HostBridge["fetchToken"];
}

/** Runs before gadget.js: the properties set here are there when the element comes to life. */
const gadget = document.querySelector<Framed>("activity-gadget[framed]");
const origin = gadget?.getAttribute("host-origin");
const container = gadget?.getAttribute("container-origin");

if (gadget && origin && window.parent !== window) {
  const bridge = new HostBridge(origin, (attribute, value) => gadget.setAttribute(attribute, value));
  gadget.fetchToken = bridge.fetchToken;
  bridge.tell({ type: "title", title: document.title });
  watchHeight(gadget, (height) => bridge.tell({ type: "size", height }));
  gadget.addEventListener("filterchange", (event) => {
    bridge.tell({ type: "filter", filter: (event as CustomEvent).detail.filter });
  });
}

if (gadget && container && window.parent !== window)
  watchHeight(gadget, (height) => tellContainer(height, container));
