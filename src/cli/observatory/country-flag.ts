import { InvalidArgumentError, Option } from 'commander';
import { namedCountry } from '../../api/outage-routes.ts';
import type { NamedCountry } from '../../observatory/outage/blackout-document.ts';

/** `--country KZ`, by code or name. */
export function countryOption(): Option {
  return new Option('--country <code>', 'which country: a code of ISO 3166-1, or its name')
    .argParser(countryFlag)
    .makeOptionMandatory();
}

function countryFlag(text: string): NamedCountry {
  const country = namedCountry(text);
  if (country === undefined) {
    throw new InvalidArgumentError(`no country is called "${text.slice(0, 40)}"; write KZ or Kazakhstan.`);
  }
  return country;
}
