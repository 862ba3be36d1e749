import { systemClock } from "../core/clock.ts";
import type { Line } from "../core/sharing.ts";
import type { Shared } from "../core/tabs.ts";

const browser: Shared = {
  channel: (name) => new BroadcastChannel(name),
  get locks() {
    return navigator.locks;
  },
};

/** Without it every tab asks for itself. */
export async function share(line: Line): Promise<void> {
  const { shareAcrossTabs } = await import("../core/tabs.ts");
  shareAcrossTabs(line, browser, systemClock);
}
