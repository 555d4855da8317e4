import { readLabels } from './read-labels.ts';

// Several records at once that could be taken for one another. Written by hand before the matcher was.
export const CROWDED_EDITS = [
  ...readLabels(
    'swap',
    `
    Tolls on Mountain Passes => Snow Clearing Costs | tolls-passes
    > Snow Clearing Costs => Tolls on Mountain Passes | snow-clearing
    Deer Hunting Season => Elk Hunting Season | deer-season
    > Elk Hunting Season => Deer Hunting Season | elk-season
    Panel Findings, Volume I => Panel Findings, Volume II | panel-1
    > Panel Findings, Volume II => Panel Findings, Volume I | panel-2
    Quarterly Fuel Prices | fuel-a | 2020-01-01 => 2020-04-01 | Diesel. => Petrol.
    > Quarterly Coal Prices | coal-b | 2020-04-01 => 2020-01-01 | Petrol. => Diesel.
    Sheriff's Log => Coroner's Log | log-1
    > Coroner's Log => Marshal's Log | log-2
    > Marshal's Log => Sheriff's Log | log-3
    `,
  ),
  ...readLabels(
    'a family, one edited',
    `
    Zoning Appeals Digest, Vol. 4 | ~ => appeals-digest-4
    > Zoning Appeals Digest, Vol. 5 | ~ => appeals-digest-5
    > Zoning Appeals Digest, Vol. 6 | ~
    Ferry Subsidies, FY 2014 | ~
    > Ferry Subsidies, FY 2015 | ~ => ferry-money-2015
    > + Ferry Subsidies, FY 2016 | ~
    - Sugar Quota Notices, FY 2001
    > Sugar Quota Notices, FY 2002 | ~
    > Sugar Quota Notices, FY 2003 | ~
    > + Sugar Quota Notices, FY 2004
    Inpsection of Lifts in Berlin => Inspection of Lifts in Berlin | ~
    > Inpsection of Lifts in Bremen => Inspection of Lifts in Bremen | ~
    > Inpsection of Lifts in Hamburg => Inspection of Lifts in Hamburg | ~
    Tariff Ruling N301 on Toys | ~ => n301
    > Tariff Ruling N302 on Toys | ~ => n302
    > - Tariff Ruling N303 on Toys
    > + Tariff Ruling N304 on Toys
    Meeting Minutes | minutes-2020-03 => /m/2020/03/minutes | 2020-03-01
    > Meeting Minutes | minutes-2020-04 => /m/2020/04/minutes | 2020-04-01
    > Meeting Minutes | minutes-2020-05 => /m/2020/05/minutes | 2020-05-01
    Facility Survey | survey-a => survey-a-0 | | Mess hall and kitchens of the barracks.
    > Facility Survey | survey-b => survey-b-0 | | Roofs, gutters and drains of the hangars.
    - Visitor Statistics of the Zoo | ~ | 2011-01-01
    > Visitor Statistics of the Aquarium | ~ => aquarium-visitors | 2011-01-01
    > + Visitor Statistics of the Planetarium | ~ | 2012-01-01
    Night Bus Pilot: Evaluaton => Night Bus Pilot: Evaluation | ~
    > Night Bus Pilot: Budget | ~
    > + Night Bus Pilot: Map
    `,
  ),
  ...readLabels(
    'twins that cannot be told apart',
    `
    - Notice | /notices/aa
    > - Notice | /notices/bb
    > + Notice | /notices/cc
    > + Notice | /notices/dd
    - Press Statement | /s/q1x | 2020-01-01
    > - Press Statement | /s/w2y | 2020-02-02
    > + Press Statement | /s/e3z | 2020-03-03
    Correspondence | /c/qa
    > - Correspondence | /c/wb | 2001-01-01
    > + Correspondence | /c/ec | 2002-02-02
    `,
  ),
  ...readLabels(
    'moved site',
    `
    Harvest Mice Survey | /old/a.html => /new/harvest-mice | 2001-01-01
    > Water Vole Survey | /old/b.html => /new/water-vole | 2002-01-01
    > Pine Marten Survey | /old/c.html => /new/pine-marten | 2003-01-01
    > - Red Squirrel Survey | /old/d.html | 2004-01-01
    > + Barn Owl Survey | /new/barn-owl | 2005-01-01
    Peer Review of Tide Tables | /2020/tide.pdf => /2020/tide-tables.pdf
    > Peer Reveiw of Wave Tables => Peer Review of Wave Tables | /2020/wave.pdf => /2020/wave-tables.pdf
    > Peer Review of Wind Tables | /2020/wind.pdf => /2020/wind-tables.pdf
    `,
  ),
];
