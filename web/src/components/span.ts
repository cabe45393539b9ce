/** A span that one press shows; what one without ends means, its view says. */
export interface Span {
  readonly label: string;
  readonly from?: string;
  readonly to?: string;
}
