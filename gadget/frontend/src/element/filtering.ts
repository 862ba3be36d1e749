/** Searching, filtering and muting: fetched while the first page is read. */
import { barStyles } from "./filtering/styles/bar.ts";
import { panelStyles } from "./filtering/styles/panel.ts";
import { pickerStyles } from "./filtering/styles/picker.ts";

export { Filtering } from "./filtering/filtering.ts";

export const styles = barStyles + panelStyles + pickerStyles;
