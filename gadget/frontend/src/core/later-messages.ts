/** What is said once the first page stands; it comes with element/later.ts. */
export const laterTexts = {
  new: { one: "{n} new", other: "{n} new" },
  newOrMore: "{n}+ new",
  optional: "optional",
  choose: "Choose…",
  undo: "Undo",
  dismiss: "Dismiss",
  sendHint: "{keys} sends · draft kept",
  late_source: "{name} answers late",
  failing_source: "{name} does not answer",
  heard: "last heard {ago}",
  nextAt: "next try {time}",
};
