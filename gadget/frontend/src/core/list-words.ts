/** What only the list's part says (element/list/). */
export const listTexts = {
  newSince: "New since {time}",
  andMore: "and {n} more",
  listView: "List view",
  compact: "Compact",
};
