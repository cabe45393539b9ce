// Answers of others are unknown until looked at: these look, and give `undefined` where a thing is not what it should be.

/** An object with keys; arrays and null are none. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** A list of at most `max` things. */
export function listOf(value: unknown, max: number): readonly unknown[] | undefined {
  return Array.isArray(value) && value.length <= max ? (value as readonly unknown[]) : undefined;
}

/** A number, or its decimal digits as text, as exchanges write them; finite, at most 40 characters. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  return /^-?\d+(?:\.\d+)?(?:e[+-]?\d{1,2})?$/i.test(value) ? Number(value) : undefined;
}

/** Text of at most 200 characters. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 200 ? value : undefined;
}
