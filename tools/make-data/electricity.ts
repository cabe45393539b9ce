import { COUNTRIES } from '../../src/observatory/geography/countries.ts';
import { WORLD } from '../../src/observatory/history/electricity.ts';
import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

const MIX_NAME = 'mining/owid_share-elec-by-source.csv';
const GENERATION_NAME = 'mining/owid_electricity-prod-source-stacked.csv';
const INTENSITY_NAME = 'mining/owid_carbon-intensity-electricity.csv';

/** CBECI's map of mining begins in September 2019; a year before it for what is compared with it. */
const FIRST_YEAR = 2018;

/** Countries that are known to mine or have mined, first those that CBECI names; the rest is for maps of one's own. */
const MINING_COUNTRIES = (
  'CN US RU KZ CA IR MY DE IE NO SE IS FI FR GB NL PY ET AE OM BT GE AR BR VE UZ KG TJ MN UA AU IN ID TH SG LA KW AO ' +
  'JP KR HK IT ES PL RS BG MX CL SV TR PK ZA NG KE LY SA QA EG AM BY AZ NZ CH AT VN TW'
).split(' ');

const CODE_BY_ALPHA3 = new Map([
  ['OWID_WRL', WORLD],
  ...COUNTRIES.filter(({ code }) => MINING_COUNTRIES.includes(code)).map(({ alpha3, code }) => [alpha3, code] as const),
]);

/** Largest gap between a share as published and as it follows from the TWh of the other table, in percent points. */
const MAX_GAP = 0.5;

const LICENCE = 'CC BY 4.0 (Our World in Data; figures by Ember and the Energy Institute)';

/** Makes `electricity-mix.csv`: shares of nine sources, each row held against the TWh that OWID publishes beside it. */
export function makeElectricityMix(read: (name: string) => string): string {
  const generation = generationShares(read);
  const rows: string[] = [];
  const source = sourceRows(
    MIX_NAME,
    read(MIX_NAME),
    'Entity,Code,Year,Coal (% electricity),Gas (% electricity),Hydro (% electricity),Solar (% electricity),Wind (% electricity),Oil (% electricity),Nuclear (% electricity),Other renewables excluding bioenergy (% electricity),Bioenergy (% electricity)',
  );
  for (const [, alpha3, year, ...cells] of source) {
    const country = CODE_BY_ALPHA3.get(alpha3!);
    if (country === undefined || Number(year) < FIRST_YEAR) continue;
    const [coal, gas, hydro, solar, wind, oil, nuclear, other, bioenergy] = cells.map(Number);
    const percents = [coal!, gas!, oil!, nuclear!, hydro!, wind!, solar!, bioenergy!, other!];
    const sum = percents.reduce((total, percent) => total + percent, 0);
    expect(Math.abs(sum - 100) < 0.1, MIX_NAME, `shares that add up to 100 %, ${alpha3} ${year} has ${sum}`);
    const again = generation.get(`${alpha3} ${year}`);
    const gap = Math.max(...percents.map((percent, i) => Math.abs(percent - (again?.[i] ?? NaN))));
    expect(gap <= MAX_GAP, MIX_NAME, `the shares that follow from ${GENERATION_NAME}; ${alpha3} ${year} is off`);
    rows.push([country, year, ...percents.map((percent) => Number(percent.toFixed(2)))].join(','));
  }
  return tableText(
    {
      title:
        'Where electricity comes from, percent of what a country generates in a year, countries that mine and world',
      source:
        'Our World in Data, share-elec-by-source, by github.com/CambridgeAltFin/ccaf_cbeci_api at 0e28e819a084; its years end at 2021 or 2022',
      licence: LICENCE,
      checked: `each row adds up to 100 % and equals, to ${MAX_GAP} points, what follows from the TWh of electricity-prod-source-stacked; an empty cell of the source is no such plants; electricity that a country imports is not in its mix`,
    },
    'country,year,coal,gas,oil,nuclear,hydro,wind,solar,bioenergy,other renewables',
    rows.sort(),
  );
}

/** Percent of each source by "alpha-3 year", in the order of `electricity-mix.csv`. */
function generationShares(read: (name: string) => string): ReadonlyMap<string, readonly number[]> {
  const source = sourceRows(
    GENERATION_NAME,
    read(GENERATION_NAME),
    'Entity,Code,Year,Other renewables excluding bioenergy (TWh) (zero filled),Electricity from bioenergy (TWh) (zero filled),Electricity from solar (TWh),Electricity from wind (TWh),Electricity from hydro (TWh),Electricity from nuclear (TWh),Electricity from oil (TWh),Electricity from gas (TWh),Electricity from coal (TWh)',
  );
  return new Map(
    source.map(([, alpha3, year, ...cells]) => {
      const [other, bioenergy, solar, wind, hydro, nuclear, oil, gas, coal] = cells.map(Number);
      const twh = [coal!, gas!, oil!, nuclear!, hydro!, wind!, solar!, bioenergy!, other!];
      const sum = twh.reduce((total, part) => total + part, 0);
      return [`${alpha3} ${year}`, twh.map((part) => (100 * part) / sum)];
    }),
  );
}

/** Makes `carbon-intensity.csv`. */
export function makeCarbonIntensity(read: (name: string) => string): string {
  const rows: string[] = [];
  const source = sourceRows(
    INTENSITY_NAME,
    read(INTENSITY_NAME),
    'Entity,Code,Year,Carbon intensity of electricity - gCO2/kWh',
  );
  for (const [, alpha3, year, grams] of source) {
    const country = CODE_BY_ALPHA3.get(alpha3!);
    if (country === undefined || Number(year) < FIRST_YEAR) continue;
    expect(Number(grams) >= 0 && Number(grams) < 2000, INTENSITY_NAME, `grams a kWh for ${alpha3} ${year}`);
    rows.push(`${country},${year},${Number(Number(grams).toFixed(1))}`);
  }
  return tableText(
    {
      title: 'Carbon intensity of electricity, grams of CO2 equivalents a kWh generated, countries that mine and world',
      source:
        'Our World in Data (from Ember), carbon-intensity-electricity, by github.com/twsaf1-sys/math_331_cryptocurrency_project at 474919a8f31b; its years end at 2023 or 2024',
      licence: 'CC BY 4.0 (Our World in Data; figures by Ember)',
      checked:
        'no country has a year twice; in tests: against the mix of electricity-mix.csv at lifecycle factors; emissions over the life of the plants, of what a country generates, not imports',
    },
    'country,year,gCO2 per kWh',
    rows.sort(),
  );
}
