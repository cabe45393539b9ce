import type { JsonValue } from '../ports/history-store.ts';
import type { Query } from './query.ts';

/** One question that the API answers with a document, or one thing that it does. */
export interface Route {
  /** Path below `/api/v1/`; `{name}` at its end takes whatever follows, slashes too, and is read as a parameter. */
  readonly path: string;
  /** `GET` when left out. Others are refused to pages of other sites. */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** What it answers, in one line for the API's description. */
  readonly summary?: string;
  /** Names of the parameters it takes. What each means is in `parameters.ts`. */
  readonly params: readonly string[];
  /** Values that get an answer, for the API's description, and for the test that asks every route. */
  readonly example?: Readonly<Record<string, string>>;
  /** Content types besides JSON that it may answer with. */
  readonly produces?: readonly string[];
  /** JSON Schema of what is sent with a `POST`. */
  readonly takes?: Readonly<Record<string, unknown>>;
  /**
   * @param body What was sent with a `POST`, as JSON.
   * @throws {BadQuery} For a parameter that is wrong; answered with 400.
   * @throws {Refusal} For what is not there or can't be done.
   */
  readonly answer: (query: Query, body: JsonValue | undefined) => object | Promise<object>;
}

/** What is not there, or can't be done: answered with its status, its code, and its line for a person. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 400 | 403 | 404 | 409 | 413 | 503;
  readonly code: string;

  constructor(status: Refusal['status'], code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** An answer that is no JSON: a table as CSV, a calendar, a report on paper. */
export class FileDocument {
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** The name that a browser saves it under. */
  readonly fileName: string | undefined;

  constructor(body: string | Uint8Array, about: { readonly contentType: string; readonly fileName?: string }) {
    this.body = body;
    this.contentType = about.contentType;
    this.fileName = about.fileName;
  }

  /** The body, read as UTF-8. */
  get text(): string {
    return typeof this.body === 'string' ? this.body : new TextDecoder().decode(this.body);
  }
}
