/** How the list is told and how it looks: folded, divided, closer, on a wall. Fetched beside the first page. */
import { listTexts } from "../../core/list-words.ts";
import { addTexts } from "../../core/messages.ts";
import { burstStyles } from "./styles/burst.ts";
import { closeStyles } from "./styles/close.ts";
import { wallboardStyles } from "./styles/wallboard.ts";

export { burstId, burstToggle, member } from "./burst.ts";
export { choices } from "./choices.ts";
export { divider } from "./divider.ts";
export { Reading } from "./reading.ts";

addTexts(listTexts);

export const styles = burstStyles + closeStyles + wallboardStyles;
