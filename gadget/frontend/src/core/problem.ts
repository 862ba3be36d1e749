import { retryAfter } from "./backoff.ts";

export type ProblemKind =
  | "signed-out"
  | "forbidden"
  | "not-found"
  | "rate-limited"
  | "invalid"
  | "network"
  | "server";

const KINDS: Record<number, ProblemKind> = {
  401: "signed-out",
  403: "forbidden",
  404: "not-found",
  410: "not-found",
  429: "rate-limited",
};

interface ProblemParts {
  detail?: string;
  retryAfter?: number | null;
  answered?: boolean;
  errors?: Record<string, string>;
  confirmation?: string;
}

/** One error for everything the server or the way to it can refuse. */
export class Problem extends Error {
  readonly detail: string;
  /** Milliseconds the server asked us to wait, or null. */
  readonly retryAfter: number | null;
  /** The server itself decided; without this the press may or may not have arrived. */
  readonly answered: boolean;
  /** What is wrong with which field of what was sent. */
  readonly errors: Readonly<Record<string, string>>;
  /** What the second press brings, where the server asks for one; else empty. */
  readonly confirmation: string;

  constructor(
    readonly kind: ProblemKind,
    parts: ProblemParts = {},
  ) {
    super(parts.detail || kind);
    this.detail = parts.detail ?? "";
    this.retryAfter = parts.retryAfter ?? null;
    this.answered = parts.answered ?? false;
    this.errors = parts.errors ?? {};
    this.confirmation = parts.confirmation ?? "";
  }

  /** Asking again by ourselves would not help: a person or the host must act first. */
  get isFinal(): boolean {
    return this.kind === "signed-out" || this.kind === "forbidden" || this.kind === "not-found";
  }
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem("network");
}

/** Reads an RFC 9457 problem document; survives an HTML error page from a proxy. */
export async function problemFrom(response: Response, now: number): Promise<Problem> {
  const kind = KINDS[response.status] ?? (response.status < 500 ? "invalid" : "server");
  const document = await response.json().catch(() => null);
  return new Problem(kind, {
    detail: firstReason(document),
    retryAfter: retryAfter(response.headers.get("Retry-After"), now),
    answered: document !== null,
    errors: byField(document?.errors),
    confirmation: response.headers.get("Confirmation") ?? "",
  });
}

function byField(errors: unknown): Record<string, string> {
  const known = Array.isArray(errors) ? errors : [];
  return Object.fromEntries(known.map(({ field, message }) => [field, message]));
}

function firstReason(document: { detail?: unknown; title?: unknown; errors?: unknown } | null): string {
  const errors = Object.values(Object(document?.errors)).flat();
  const reason = [errors[0], document?.detail, document?.title].find(
    (text) => typeof text === "string" && text,
  );
  return (reason as string) ?? "";
}
