import type { View } from "./view.ts";

/** For the one live region. */
export function spoken({ stream, say }: View): string {
  const { news } = stream.state;
  if (!news) return "";
  if (news.kind === "arrived") return say("arrived", { n: news.count });
  return news.kind === "gone" ? say("gone") : news.text;
}
