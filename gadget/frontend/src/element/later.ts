/** What a gadget needs once its first page stands: how it goes on, acting, what went wrong, the focus. Fetched while that is read. */
import { laterTexts } from "../core/later-words.ts";
import { addTexts } from "../core/messages.ts";
import { actionIcons } from "./acting/icons.ts";
import { actingStyles } from "./acting/styles/acting.ts";
import { formStyles } from "./acting/styles/form.ts";
import { addIcons } from "./icons.ts";
import { controlStyles } from "./styles/controls.ts";
import { footerStyles } from "./styles/footer.ts";
import { laterStyles } from "./styles/later.ts";
import { laterTokens } from "./styles/later-tokens.ts";
import { printStyles } from "./styles/print.ts";
import { stateStyles } from "./styles/states.ts";
import { touchStyles } from "./styles/touch.ts";

export { Flow } from "../core/flow.ts";
export { optimistic } from "../core/optimistic.ts";
export { accountOf } from "./account.ts";
export { hint } from "./acting/hint.ts";
export { below, beside } from "./acting/index.ts";
export { choices } from "./choosing.ts";
export { FocusKeeper } from "./focus.ts";
export { footer } from "./footer.ts";
export { spoken } from "./news.ts";
export { pill } from "./pill.ts";
export { Reader } from "./reader.ts";
export { sources } from "./sources.ts";
export { banner, standIn } from "./states.ts";
export { share } from "./tabs.ts";

addIcons(actionIcons);
addTexts(laterTexts);

const early = laterTokens + controlStyles + actingStyles + formStyles + laterStyles;
export const styles = early + stateStyles + footerStyles + touchStyles + printStyles;
