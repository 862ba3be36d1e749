import { html, nothing } from "lit/html.js";
import { hueOf, initials } from "../core/initials.ts";
import type { Activity } from "../core/types.ts";
import { imageUrl } from "../core/urls.ts";
import { hasIcon, icon } from "./icons.ts";
import type { View } from "./view.ts";

/** Initials are always drawn; a picture that loads covers them, one that does not takes itself away. */
export function avatar({ actor, ...activity }: Activity, view: View) {
  const name = actor.name || actor.username || "?";
  const picture = imageUrl(actor.avatar, view.src);
  return html`<span part="avatar" class="avatar hue-${hueOf(name)}">
    <span class="initials" aria-hidden="true">${initials(name)}</span>
    ${picture ? image(picture, "picture") : nothing} ${badge(activity, view)}
  </span>`;
}

function badge({ provider, application, icon: own, object }: Omit<Activity, "actor">, view: View) {
  const picture = imageUrl(own?.url, view.src) || imageUrl(provider.icon, view.src);
  const name = application?.name || provider.name;
  return html`<span class="badge" role="img" aria-label=${name} title=${name}>
    ${glyph(object?.type, name)} ${picture ? image(picture, "cover") : nothing}
  </span>`;
}

function glyph(type: string | undefined, name: string) {
  return type && hasIcon(type) ? icon(type) : html`<span aria-hidden="true">${initials(name)[0]}</span>`;
}

function image(url: string, kind: string) {
  return html`<img class=${kind} src=${url} alt="" loading="lazy" referrerpolicy="no-referrer" @error=${remove} />`;
}

function remove(event: Event): void {
  (event.target as HTMLElement).hidden = true;
}
