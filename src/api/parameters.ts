/** What a parameter of the API is: its JSON Schema, and what it means. Each name means the same in every route. */
export interface Parameter {
  readonly description: string;
  readonly schema: { readonly type: 'string' | 'integer' | 'number'; readonly [key: string]: unknown };
}

const TIME = { type: 'string', examples: ['2022-01-05T10:30Z', '1641378600'] } as const;
const DURATION = { type: 'string', pattern: '^\\d+(\\.\\d+)?[mhdw]$', examples: ['90m', '24h', '7d'] } as const;
const SHARE = { type: 'string', examples: ['12%', '0.12'] } as const;

/** Every parameter by its name, which is that of the command line's flag. */
export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  from: { description: 'Start of the span, UTC, or seconds since 1970.', schema: TIME },
  to: { description: 'End of the span, UTC, or seconds since 1970.', schema: TIME },
  at: { description: 'A moment, UTC, or seconds since 1970.', schema: TIME },
  window: {
    description: 'Length of a window: a span of time, or a number of blocks.',
    schema: { type: 'string', examples: ['24h', '144b'] },
  },
  step: { description: 'From the end of one window to the end of the next.', schema: DURATION },
  baseline: { description: 'Length of the span before the moment, which it is compared with.', schema: DURATION },
  drop: { description: 'The fall that is claimed.', schema: SHARE },
  rise: { description: 'The rise that is claimed.', schema: SHARE },
  level: {
    description: 'Probability that each interval holds the truth.',
    schema: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1, default: 0.9 },
  },
  claim: { description: 'A claim to be tested, as `vigil report --claim` takes it.', schema: { type: 'string' } },
  'power-price': { description: 'Price of electricity for miners.', schema: { type: 'string', examples: ['0.05'] } },
  prefix: { description: 'What names begin with.', schema: { type: 'string', examples: ['market/'] } },
  name: { description: 'Name of a series, or of a rule.', schema: { type: 'string' } },
  limit: {
    description: 'Most points of the answer.',
    schema: { type: 'integer', minimum: 1, maximum: 100_000, default: 10_000 },
  },
  format: {
    description: 'Form of the answer, of those that the question has.',
    schema: { type: 'string', enum: ['json', 'csv', 'html', 'md', 'pdf'], default: 'json' },
  },
  country: { description: 'A country, by its two letters (ISO 3166-1).', schema: { type: 'string', examples: ['KZ'] } },
  share: { description: "The country's share of the hashrate, where you know better.", schema: SHARE },
  month: { description: 'A month.', schema: { type: 'string', examples: ['2021-08'] } },
  before: { description: 'The month to compare with.', schema: { type: 'string', examples: ['2021-04'] } },
  after: { description: 'The month that is compared.', schema: { type: 'string', examples: ['2021-08'] } },
  coin: { description: 'A coin, by its letters.', schema: { type: 'string', examples: ['btc'] } },
  quote: { description: 'The currency of prices.', schema: { type: 'string', examples: ['usd'] } },
  rule: { description: 'A rule, as `vigil alerts add` takes it.', schema: { type: 'string', maxLength: 300 } },
  replay: {
    description: 'A span that has passed: its name, or its ends.',
    schema: { type: 'string', examples: ['kazakhstan-2022', '2022-01-03..2022-01-12'] },
  },
  event: {
    description: 'An event, by its id or the time it happened.',
    schema: { type: 'string', examples: ['2022-01-05T10:30Z'] },
  },
  against: {
    description: 'The event that it is held against, by its id or the time it happened.',
    schema: { type: 'string', examples: ['2022-01-05T19:00Z'] },
  },
  until: { description: 'The last block that is looked at, by its height.', schema: { type: 'string' } },
  topics: {
    description: 'What to be told of, separated by commas; all when left out.',
    schema: { type: 'string', examples: ['node,alerts'] },
  },
};
