import { escapeMarkup } from '../markup.ts';

/** Markup that is already escaped. */
export type Markup = string;

/** Values of attributes; `undefined` leaves one out. Numbers are rounded to a tenth of a pixel. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Makes one element; the attributes are escaped, the children are markup already. */
export function element(name: string, attributes: Attributes, children: readonly Markup[] = []): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? pixels(value) : escapeMarkup(value!)}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** Makes a text element; the text is escaped. */
export function textElement(text: string, attributes: Attributes): Markup {
  return element('text', attributes, [escapeMarkup(text)]);
}

/** Rounds to a tenth, so that a drawing is short and the same on every machine. */
export function pixels(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}
