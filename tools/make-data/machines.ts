import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

const OLDER_NAME = 'mining/cbeci_miners.csv';
const NEWEST_NAME = 'mining/bitcoin_asic_miners_twsaf1.csv';
const F2POOL_NAME = 'mining/mining-devices_2020-03.csv';

/** Rows of CBECI's first list that stand for a whole kind of hardware, none of it on sale after 2013. */
const KINDS = /^(?:Worst|Best) |^FPGA$|^early ASICS$/;

/**
 * Machines that CBECI added to its list after the copy of 2020 was made (one of them old): name; month of release; joules a terahash, by
 * their makers' data sheets. Typed from the list of 9 March 2025, github.com/dmrobotix/price_model at 57200163116d,
 * file cbeci_machines_090325.csv (J/GH with four decimals). `makeMachines` holds it against the two other lists.
 */
const LATER = `
Bitmain Antminer S1;2013-11;2000|Bitmain Antminer S15 (28Th);2018-12;57|Bitmain Antminer T15 (23Th);2018-12;67|Bitmain Antminer T19 (84Th);2020-06;37.5
MicroBT Whatsminer M32;2020-07;54|Canaan AvalonMiner 1166 Pro;2020-08;42|Canaan AvalonMiner 1146 Pro;2020-08;52
StrongU Hornbill H8;2020-10;45|MicroBT Whatsminer M30S+;2020-10;34.7|MicroBT Whatsminer M30S++;2020-10;30.4
MicroBT Whatsminer M32S;2020-11;52|MicroBT Whatsminer M31S+;2020-12;42|Canaan AvalonMiner 1246;2021-02;38
Aisen A1 Pro;2021-05;95.7|Bitmain Antminer S19j (90Th);2021-06;36.1|Bitmain Antminer S19j Pro (100Th);2021-06;30.5
Bitmain Antminer S19j Pro (104Th);2021-07;29.5|Canaan AvalonMiner 1126 Pro;2021-08;50.3
Bitmain Antminer T19 (88Th);2021-08;38|Bitmain Antminer S19j Pro (96Th);2021-08;29.5|Canaan Avalon 1266;2022-04;35
MicroBT Whatsminer M50;2022-04;29|MicroBT Whatsminer M50S;2022-04;26|MicroBT Whatsminer M53;2022-04;29
MicroBT Whatsminer M53S;2022-04;26|Bitmain Antminer S19 Pro+ Hyd;2022-05;27.5|Bitmain Antminer S19 XP;2022-07;21.5
Bitmain Antminer T19 Hydro;2022-10;37.6|Bitmain Antminer S19 Hydro;2022-10;34.4
Bitmain Antminer S19 XP Hydro;2022-10;20.8|Canaan Avalon 1346;2022-11;30|Canaan Avalon 1366;2022-11;25
MicroBT Whatsminer M33S++;2022-12;30|Bitmain Antminer S19j Pro+;2022-12;27.5|MicroBT Whatsminer M50S+;2022-12;24
Bitmain Antminer S19 Pro Hydro;2023-01;29.5|MicroBT Whatsminer M56;2023-01;28.6|MicroBT Whatsminer M56S;2023-01;26.2
Bitmain Antminer S19k Pro;2023-04;24|MicroBT Whatsminer M50S++;2023-05;22|MicroBT Whatsminer M53S++;2023-05;22
MicroBT Whatsminer M56S++;2023-05;22|Bitmain Antminer S19j XP;2023-06;21.5|Canaan Avalon A1446;2023-09;24.5
Canaan Avalon A1466;2023-09;21.5|Canaan Avalon A1466I;2023-09;19.3|Bitmain Antminer S21;2023-09;17.5
Bitmain Antminer S21 Hyd;2023-09;16|MicroBT Whatsminer M63;2023-11;19.9|MicroBT Whatsminer M63S;2023-11;18.5
MicroBT Whatsminer M66;2023-11;19.9|MicroBT Whatsminer M66S;2023-11;18.5|MicroBT Whatsminer M60;2024-02;19.9
MicroBT Whatsminer M60S;2024-02;18.5|Bitmain Antminer T21;2024-02;19|Bitmain Antminer T19 Pro Hyd;2024-02;22
Bitmain Antminer S21 Pro;2024-07;15.1|Canaan Avalon A1566I;2024-07;18.1|MicroBT Whatsminer M60S+;2024-07;17
MicroBT Whatsminer M63S+;2024-07;17|MicroBT Whatsminer M66S+;2024-07;17|Bitmain Antminer S21 XP;2024-09;13.5
Canaan Avalon A1566;2024-10;18.5|Bitmain Antminer S21 XP Hyd;2024-11;12|Bitmain Antminer S21 XP Imm;2024-11;13.5
Bitmain Antminer S21e XP Hyd;2024-11;13|Canaan Avalon A15XP;2024-12;17.8|Canaan Avalon A15Pro;2025-01;16.8
Bitmain Antminer S19 XP+ Hyd;2025-01;19|Bitmain Antminer S21+;2025-02;16.5|Bitmain Antminer S21+ Hyd;2025-02;15
Bitmain Antminer S21 XP+ Hyd;2025-07;11|Bitmain Antminer S23;2026-01;11|Bitmain Antminer S23 Hyd;2026-01;9.5
Bitmain Antminer S23 Imm;2026-01;12`;

interface Machine {
  readonly name: string;
  /** `2020-05`. */
  readonly month: string;
  readonly joulesPerTh: number;
  readonly list: 'cbeci' | 'other';
}

/** How far two lists may differ on one machine: makers state ± 5 to 10 %, lists round. */
const MAX_GAP = 0.015;

/** Makes `machines.csv`: what CBECI counts on, and the newest machines that it does not list. */
export function makeMachines(read: (name: string) => string): string {
  const older = olderMachines(read(OLDER_NAME));
  const later = LATER.trim()
    .split(/[\n|]/)
    .map((entry) => {
      const [name, month, joules] = entry.split(';');
      return { name: name!, month: month!, joulesPerTh: Number(joules), list: 'cbeci' as const };
    });
  const listed = [...older, ...later];
  const newest = newestMachines(read(NEWEST_NAME));
  const twice = newest.filter((machine) => counterpart(listed, machine.name) !== undefined);
  for (const machine of twice) {
    const other = counterpart(listed, machine.name)!;
    expect(
      Math.abs(machine.joulesPerTh / other.joulesPerTh - 1) < MAX_GAP,
      NEWEST_NAME,
      `${other.joulesPerTh} J/TH of ${other.name}, as CBECI lists it; found ${machine.joulesPerTh}`,
    );
  }
  const checkedByF2pool = checkAgainstF2pool(read(F2POOL_NAME), older);
  const all = [...listed, ...newest.filter((machine) => !twice.includes(machine))].sort(
    (a, b) => compare(a.month, b.month) || compare(a.name, b.name),
  );
  expect(new Set(all.map(({ name }) => name)).size === all.length, OLDER_NAME, 'each machine once');
  return tableText(
    {
      title: `Mining machines: month of release and joules a terahash, ${all[0]!.month} to ${all.at(-1)!.month}`,
      source:
        'CBECI\'s list of SHA-256 mining equipment (sha256.cbeci.org): to May 2020 github.com/CambridgeAltFin/ccaf_cbeci_api at 0e28e819a084, server_config/miners.csv; later ones typed from its copy of 9 March 2025, github.com/dmrobotix/price_model at 57200163116d; those of list "other" github.com/twsaf1-sys/math_331_cryptocurrency_project at 474919a8f31b',
      licence:
        "none stated (the first and the last), CC BY-NC-SA 4.0 (CBECI's list as the second copies it); figures of makers' data sheets, taken as facts",
      checked: `${twice.length} machines stand in the first and the last list too, and agree to ${100 * MAX_GAP} %; ${checkedByF2pool} of those before March 2020 agree with F2Pool's list (github.com/mattk8/mining-data at f4b94058100d) to 1 J/TH; whole kinds (CPUs, GPUs, FPGAs) are left out: none pays within five years of its release after 2016`,
    },
    'released,joules per TH,list,name',
    all.map(({ month, joulesPerTh, list, name }) => `${month},${joulesPerTh},${list},${name}`),
  );
}

/** CBECI's list up to May 2020. It writes J/GH, and the first of the month as seconds since 1970. */
function olderMachines(text: string): Machine[] {
  return sourceRows(OLDER_NAME, text, 'Miner_name,UNIX_date_of_release,Efficiency_J_Gh,Qty')
    .filter(([name]) => !KINDS.test(name!))
    .map(([name, released, joulesPerGh]) => {
      const day = new Date(Number(released) * 1000).toISOString().slice(0, 10);
      expect(day.endsWith('-01') && Number(joulesPerGh) > 0, OLDER_NAME, `the first of a month, found ${day}`);
      const joulesPerTh = Number((Number(joulesPerGh) * 1000).toPrecision(5));
      // Some names hold no-break spaces.
      return { name: name!.replace(/\s+/g, ' ').trim(), month: day.slice(0, 7), joulesPerTh, list: 'cbeci' };
    });
}

/** The list of 2026: `Bitmain Antminer S23 ( 318 Th ) ...`, `318 Th/s`, `3498 W`, `Jan 2026`. */
function newestMachines(text: string): Machine[] {
  const columns =
    'coin,model,release,hashrate,power,algorithm,best_price_text,best_price_usd,profit_text,profit_usd_per_day';
  const machines = new Map<string, Machine>();
  for (const [, model, release, hashrate, power] of sourceRows(NEWEST_NAME, text, columns)) {
    const name = model!.replace(/ \(.*/, '').replace(/Imm\.$/, 'Imm');
    const rate = /^([\d.]+) (Th|Ph)\/s$/.exec(hashrate!);
    const watts = /^(\d+) W$/.exec(power!);
    const date = new Date(`1 ${release} 00:00 UTC`);
    expect(
      rate !== null && watts !== null && !Number.isNaN(date.getTime()),
      NEWEST_NAME,
      `a machine, found "${model}"`,
    );
    const th = Number(rate[1]) * (rate[2] === 'Ph' ? 1000 : 1);
    const joulesPerTh = Number((Number(watts[1]) / th).toPrecision(3));
    // Variants of one name differ in their hashrate alone; the first is the best.
    if (machines.has(name)) continue;
    machines.set(name, { name, month: date.toISOString().slice(0, 7), joulesPerTh, list: 'other' });
  }
  return [...machines.values()];
}

/** F2Pool's list rounds to whole watts a terahash. @returns How many machines of the same name it holds. */
function checkAgainstF2pool(text: string, machines: readonly Machine[]): number {
  let same = 0;
  const columns =
    'Company,Device,Device Age (M)(03/2020) ,Hashrate (T),Power Consumption (W),Unit Power (W/T) #,Produced (24h) (BTC),Revenue (24h),Daily Cost$\u00a0/kWh,Profits (24h),Electricity Cost Rate\u00a0,Year Released,Month Released,,';
  for (const [company, device, , hashrate, , unit] of sourceRows(F2POOL_NAME, text, columns)) {
    const maker = company === 'Whatsminer' ? 'MicroBT' : company;
    const model = device!.replace(/\s*\((\d+)T\)$/, ' ($1Th)').replace('Avalon ', 'AvalonMiner ');
    const names = [`${maker} ${model}`, `${maker} ${model} (${hashrate}Th)`];
    const other = machines.find(({ name }) => names.includes(name.trim()));
    if (other === undefined || Math.abs(other.joulesPerTh - Number(unit)) > 1) continue;
    same++;
  }
  return same;
}

/** The machine of the same name; case and "Hydro" for "Hyd" do not matter. */
function counterpart(machines: readonly Machine[], name: string): Machine | undefined {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/\bhydro\b/, 'hyd')
      .replace(/\s*\(.*/, '');
  return machines.find((machine) => plain(machine.name) === plain(name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
