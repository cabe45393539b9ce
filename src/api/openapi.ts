import { PARAMETERS } from './parameters.ts';
import type { Route } from './route.ts';

/** An OpenAPI 3.1 document: https://spec.openapis.org/oas/v3.1.0. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: object;
}

const DESCRIPTION =
  'What Vigil knows: each answer is the document that the command of the same name prints with --json; docs/json.md tells its ' +
  'fields. Numbers are in base units (H/s, satoshis, seconds since 1970), and intervals hold the truth with probability `level`.';

/** Describes the routes that are served: made from them, so that it can't say anything else. */
export function openApiDocument(routes: readonly Route[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const methods = (paths[`/api/v1/${route.path}`] ??= {});
    methods[(route.method ?? 'GET').toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Vigil', version, description: DESCRIPTION },
    paths,
    components: { schemas: { Document, Failure } },
  };
}

/** `GET /api/v1/openapi.json`, for the routes given and itself. */
export function withOpenApi(routes: readonly Route[], version: string): Route[] {
  const all: Route[] = [...routes];
  all.push({
    path: 'openapi.json',
    summary: 'This description',
    params: [],
    answer: () => openApiDocument(all, version),
  });
  return all;
}

const Document = {
  type: 'object',
  properties: {
    schema: { type: 'string', pattern: '^vigil\\.[a-z0-9-]+/\\d+$' },
    sentence: { type: 'string', description: 'The answer in one plain sentence.' },
  },
} as const;

const Failure = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string', description: 'One line: what is wrong, and what would help.' },
      },
    },
  },
} as const;

const json = (schema: object): object => ({ 'application/json': { schema } });
const failure = (description: string): object => ({
  description,
  content: json({ $ref: '#/components/schemas/Failure' }),
});

function operation(route: Route): object {
  const { path, params, summary = path, produces, takes } = route;
  const names = path.endsWith('{name}') ? ['name', ...params] : params;
  const document = json({ $ref: '#/components/schemas/Document' });
  const others = (produces ?? []).map((type) => [type, { schema: { type: 'string' } }] as const);
  return {
    summary,
    parameters: names.map((name) => parameter(name, route)),
    ...(takes === undefined ? {} : { requestBody: { required: true, content: json(takes) } }),
    responses: {
      200: { description: summary, content: { ...document, ...Object.fromEntries(others) } },
      400: failure('A parameter, or what was sent, is wrong'),
      404: failure('There is nothing to answer from'),
    },
  };
}

function parameter(name: string, { path, example }: Route): object {
  const isInPath = name === 'name' && path.endsWith('{name}');
  const known = PARAMETERS[name] ?? { description: name, schema: { type: 'string' } };
  return {
    name,
    in: isInPath ? 'path' : 'query',
    required: isInPath,
    ...known,
    ...(example?.[name] === undefined ? {} : { example: example[name] }),
  };
}
