/** What a gadget needs once its first page stands: acting, keeping the focus, the pill. Fetched while that is read. */
import { laterTexts } from "../core/later-messages.ts";
import { learn } from "../core/messages.ts";
import { actingStyles } from "./acting/styles/acting.ts";
import { formStyles } from "./acting/styles/form.ts";
import { laterStyles } from "./styles/later.ts";

export { optimistic, Presses } from "../core/presses.ts";
export { below, beside } from "./acting/index.ts";
export { FocusKeeper, walkArticles } from "./focus.ts";
export { pill } from "./pill.ts";
export { Reader } from "./reader.ts";
export { sources } from "./sources.ts";

export const styles = actingStyles + formStyles + laterStyles;

learn(laterTexts);
