export interface HostToken {
  token: string;
  expires_at: string | number | null;
}

export type ReplyToken = { token: string | null; expires_at: string | number | null; error?: string };

const anonymous: ReplyToken = { token: null, expires_at: null };

/** Asks the host's own server, with the host's own session, who is reading. */
export async function hostToken(
  url: string | null,
  fetchToken: (() => Promise<HostToken | null>) | null,
): Promise<ReplyToken> {
  try {
    if (fetchToken) return (await fetchToken()) ?? anonymous;
    return url ? await fromServer(url) : anonymous;
  } catch {
    return { ...anonymous, error: "unavailable" };
  }
}

async function fromServer(url: string): Promise<ReplyToken> {
  const response = await fetch(url, { credentials: "same-origin", cache: "no-store" });
  if (response.ok) return response.json();
  return { ...anonymous, error: [401, 403].includes(response.status) ? "signed-out" : "unavailable" };
}
