import { geoEqualEarth, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import atlas from 'world-atlas/countries-110m.json';
import { COUNTRIES } from '../../../../src/observatory/geography/countries.ts';

/** One country's outline, drawn to fit `MAP_WIDTH` by `MAP_HEIGHT`. */
export interface Shape {
  /** ISO 3166-1 alpha-2; a name where the atlas draws a land that has none. */
  readonly code: string;
  readonly path: string;
}

export const MAP_WIDTH = 960;
export const MAP_HEIGHT = 440;

/** Antarctica takes a fifth of the map, and nobody mines there. */
const LEFT_OUT = '010';

const CODE_BY_NUMERIC: ReadonlyMap<string, string> = new Map(COUNTRIES.map(({ numeric, code }) => [numeric, code]));

/** All countries, in a projection that keeps areas: a share of hashrate is not to look larger for lying in the north. */
export const SHAPES: readonly Shape[] = draw();

function draw(): Shape[] {
  const { features } = feature(atlas, atlas.objects.countries);
  const shown = features.filter(({ id }) => id !== LEFT_OUT);
  const projection = geoEqualEarth().fitSize([MAP_WIDTH, MAP_HEIGHT], { type: 'FeatureCollection', features: shown });
  // Tenths of a pixel are finer than any screen shows.
  const path = geoPath(projection).digits(1);
  return shown.map((country) => {
    const numeric = String(country.id ?? '').padStart(3, '0');
    return { code: CODE_BY_NUMERIC.get(numeric) ?? country.properties.name, path: path(country) ?? '' };
  });
}
