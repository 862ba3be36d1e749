/** Drawn as those in `../icons.ts`; streams/icons.py names them for administrators. */
export const actionIcons: Record<string, string> = {
  acknowledge: "M2.5 12h11q-1.8-1.5-1.8-4.2a3.7 3.7 0 0 0-7.4 0Q4.3 10.5 2.5 12M6.5 14h3",
  approve: "m3 8.5 3.5 3.5L13 4.5",
  assign: "M9 5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0M1.5 13.5q.4-4 5-4 1.5 0 2.5.5M12 9.5v5M9.5 12h5",
  close: "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M5.3 8.2l2 2 3.4-4",
  dismiss: "m4 4 8 8M12 4l-8 8",
  flag: "M4 14.5v-12M4 3h8.5l-2 3 2 3H4",
  merge: "M4.5 5v9.5M4.5 2.5v.1M4.5 5q.5 5 5 5H11M13 10v.1",
  other: "M8 2v3M8 11v3M2 8h3M11 8h3",
  reopen: "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M8 7.9v.2",
  reply: "M6.5 3.5 2.5 7.5l4 4M2.5 7.5H9q4.5 0 4.5 5",
  send: "M14 2 1.5 6.5l5 3 3 5zM14 2 6.5 9.5",
  star: "m8 1.8 1.9 4 4.3.6-3.1 3 .8 4.4L8 11.7l-3.9 2.1.8-4.4-3.1-3 4.3-.6z",
  start: "M5 3v10l8-5z",
  transition: "M2.5 3v10M5.5 8h8M10 4.5 13.5 8 10 11.5",
};
