/** A country or territory of ISO 3166-1. */
export interface Country {
  /** ISO 3166-1 alpha-2, upper case: `KZ`. */
  readonly code: string;
  /** ISO 3166-1 alpha-3: `KAZ`; what energy statistics use. */
  readonly alpha3: string;
  /** ISO 3166-1 numeric, three digits: `398`; what map files use. Kosovo has none. */
  readonly numeric: string;
  /** Short English name. */
  readonly name: string;
}

/** Alpha-2, alpha-3, numeric and name of each, without a gap between them; `;` between countries. Source: ISO 3166-1. */
const ROWS = `
ADAND020Andorra;AEARE784United Arab Emirates;AFAFG004Afghanistan;AGATG028Antigua and Barbuda;AIAIA660Anguilla;
ALALB008Albania;AMARM051Armenia;AOAGO024Angola;AQATA010Antarctica;ARARG032Argentina;ASASM016American Samoa;
ATAUT040Austria;AUAUS036Australia;AWABW533Aruba;AXALA248Åland Islands;AZAZE031Azerbaijan;
BABIH070Bosnia and Herzegovina;BBBRB052Barbados;BDBGD050Bangladesh;BEBEL056Belgium;BFBFA854Burkina Faso;
BGBGR100Bulgaria;BHBHR048Bahrain;BIBDI108Burundi;BJBEN204Benin;BLBLM652Saint Barthélemy;BMBMU060Bermuda;
BNBRN096Brunei;BOBOL068Bolivia;BQBES535Bonaire;BRBRA076Brazil;BSBHS044Bahamas;BTBTN064Bhutan;BVBVT074Bouvet Island;
BWBWA072Botswana;BYBLR112Belarus;BZBLZ084Belize;CACAN124Canada;CCCCK166Cocos (Keeling) Islands;
CDCOD180Congo (Kinshasa);CFCAF140Central African Republic;CGCOG178Congo (Brazzaville);CHCHE756Switzerland;
CICIV384Ivory Coast;CKCOK184Cook Islands;CLCHL152Chile;CMCMR120Cameroon;CNCHN156China;COCOL170Colombia;
CRCRI188Costa Rica;CUCUB192Cuba;CVCPV132Cape Verde;CWCUW531Curaçao;CXCXR162Christmas Island;CYCYP196Cyprus;
CZCZE203Czechia;DEDEU276Germany;DJDJI262Djibouti;DKDNK208Denmark;DMDMA212Dominica;DODOM214Dominican Republic;
DZDZA012Algeria;ECECU218Ecuador;EEEST233Estonia;EGEGY818Egypt;EHESH732Western Sahara;ERERI232Eritrea;ESESP724Spain;
ETETH231Ethiopia;FIFIN246Finland;FJFJI242Fiji;FKFLK238Falkland Islands;FMFSM583Micronesia;FOFRO234Faroe Islands;
FRFRA250France;GAGAB266Gabon;GBGBR826United Kingdom;GDGRD308Grenada;GEGEO268Georgia;GFGUF254French Guiana;
GGGGY831Guernsey;GHGHA288Ghana;GIGIB292Gibraltar;GLGRL304Greenland;GMGMB270Gambia;GNGIN324Guinea;GPGLP312Guadeloupe;
GQGNQ226Equatorial Guinea;GRGRC300Greece;GSSGS239South Georgia and the South Sandwich Islands;GTGTM320Guatemala;
GUGUM316Guam;GWGNB624Guinea-Bissau;GYGUY328Guyana;HKHKG344Hong Kong;HMHMD334Heard Island and McDonald Islands;
HNHND340Honduras;HRHRV191Croatia;HTHTI332Haiti;HUHUN348Hungary;IDIDN360Indonesia;IEIRL372Ireland;ILISR376Israel;
IMIMN833Isle of Man;ININD356India;IOIOT086British Indian Ocean Territory;IQIRQ368Iraq;IRIRN364Iran;ISISL352Iceland;
ITITA380Italy;JEJEY832Jersey;JMJAM388Jamaica;JOJOR400Jordan;JPJPN392Japan;KEKEN404Kenya;KGKGZ417Kyrgyzstan;
KHKHM116Cambodia;KIKIR296Kiribati;KMCOM174Comoros;KNKNA659Saint Kitts and Nevis;KPPRK408North Korea;
KRKOR410South Korea;KWKWT414Kuwait;KYCYM136Cayman Islands;KZKAZ398Kazakhstan;LALAO418Laos;LBLBN422Lebanon;
LCLCA662Saint Lucia;LILIE438Liechtenstein;LKLKA144Sri Lanka;LRLBR430Liberia;LSLSO426Lesotho;LTLTU440Lithuania;
LULUX442Luxembourg;LVLVA428Latvia;LYLBY434Libya;MAMAR504Morocco;MCMCO492Monaco;MDMDA498Moldova;MEMNE499Montenegro;
MFMAF663Saint Martin (French part);MGMDG450Madagascar;MHMHL584Marshall Islands;MKMKD807North Macedonia;MLMLI466Mali;
MMMMR104Myanmar;MNMNG496Mongolia;MOMAC446Macao;MPMNP580Northern Mariana Islands;MQMTQ474Martinique;
MRMRT478Mauritania;MSMSR500Montserrat;MTMLT470Malta;MUMUS480Mauritius;MVMDV462Maldives;MWMWI454Malawi;
MXMEX484Mexico;MYMYS458Malaysia;MZMOZ508Mozambique;NANAM516Namibia;NCNCL540New Caledonia;NENER562Niger;
NFNFK574Norfolk Island;NGNGA566Nigeria;NINIC558Nicaragua;NLNLD528Netherlands;NONOR578Norway;NPNPL524Nepal;
NRNRU520Nauru;NUNIU570Niue;NZNZL554New Zealand;OMOMN512Oman;PAPAN591Panama;PEPER604Peru;PFPYF258French Polynesia;
PGPNG598Papua New Guinea;PHPHL608Philippines;PKPAK586Pakistan;PLPOL616Poland;PMSPM666Saint Pierre and Miquelon;
PNPCN612Pitcairn;PRPRI630Puerto Rico;PSPSE275Palestine;PTPRT620Portugal;PWPLW585Palau;PYPRY600Paraguay;
QAQAT634Qatar;REREU638Reunion;ROROU642Romania;RSSRB688Serbia;RURUS643Russia;RWRWA646Rwanda;SASAU682Saudi Arabia;
SBSLB090Solomon Islands;SCSYC690Seychelles;SDSDN729Sudan;SESWE752Sweden;SGSGP702Singapore;SHSHN654Saint Helena;
SISVN705Slovenia;SJSJM744Svalbard and Jan Mayen;SKSVK703Slovakia;SLSLE694Sierra Leone;SMSMR674San Marino;
SNSEN686Senegal;SOSOM706Somalia;SRSUR740Suriname;SSSSD728South Sudan;STSTP678Sao Tome and Principe;
SVSLV222El Salvador;SXSXM534Sint Maarten (Dutch part);SYSYR760Syria;SZSWZ748Eswatini;
TCTCA796Turks and Caicos Islands;TDTCD148Chad;TFATF260French Southern Territories;TGTGO768Togo;THTHA764Thailand;
TJTJK762Tajikistan;TKTKL772Tokelau;TLTLS626Timor-Leste;TMTKM795Turkmenistan;TNTUN788Tunisia;TOTON776Tonga;
TRTUR792Türkiye;TTTTO780Trinidad and Tobago;TVTUV798Tuvalu;TWTWN158Taiwan;TZTZA834Tanzania;UAUKR804Ukraine;
UGUGA800Uganda;UMUMI581United States Minor Outlying Islands;USUSA840United States;UYURY858Uruguay;
UZUZB860Uzbekistan;VAVAT336Vatican City;VCVCT670Saint Vincent and the Grenadines;VEVEN862Venezuela;
VGVGB092British Virgin Islands;VIVIR850US Virgin Islands;VNVNM704Vietnam;VUVUT548Vanuatu;WFWLF876Wallis and Futuna;
WSWSM882Samoa;XKXKK983Kosovo;YEYEM887Yemen;YTMYT175Mayotte;ZAZAF710South Africa;ZMZMB894Zambia;ZWZWE716Zimbabwe
`;

/** All countries and territories, in the order of their alpha-2 codes. */
export const COUNTRIES: readonly Country[] = ROWS.replaceAll('\n', '')
  .split(';')
  .map((row) => ({ code: row.slice(0, 2), alpha3: row.slice(2, 5), numeric: row.slice(5, 8), name: row.slice(8) }));

/** Countries by their alpha-2 code. */
export const COUNTRY_BY_CODE: ReadonlyMap<string, Country> = new Map(
  COUNTRIES.map((country) => [country.code, country]),
);

/** Names that statistics and the press use beside the short ones. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'mainland china': 'CN',
  'russian federation': 'RU',
  'iran, islamic rep.': 'IR',
  'iran, islamic republic of': 'IR',
  'united states of america': 'US',
  usa: 'US',
  uk: 'GB',
  turkey: 'TR',
  'korea, republic of': 'KR',
  'republic of korea': 'KR',
  "lao people's democratic republic": 'LA',
  'viet nam': 'VN',
  uae: 'AE',
};

const CODE_BY_NAME: ReadonlyMap<string, string> = new Map([
  ...COUNTRIES.map(({ name, code }): [string, string] => [name.toLowerCase(), code]),
  ...COUNTRIES.map(({ alpha3, code }): [string, string] => [alpha3.toLowerCase(), code]),
  ...Object.entries(OTHER_NAMES),
]);

/**
 * Finds the alpha-2 code of a country by its code (alpha-2, alpha-3) or its name as statistics write it; capitals do not
 * matter, nor does an asterisk behind (CCAF marks Germany and Ireland with one).
 */
export function countryCodeOf(text: string): string | undefined {
  const name = text.replace(/\s*\*$/, '').trim();
  const code = name.toUpperCase();
  return COUNTRY_BY_CODE.has(code) ? code : CODE_BY_NAME.get(name.toLowerCase());
}
