import { readLabels } from './read-labels.ts';

// The same record with a new address, a new title, or both. Written by hand before the matcher was.
export const SAME_RECORDS = [
  ...readLabels(
    'slug change',
    `
    Detention Oversight Compliance Inspection of the Adelanto Facility | ~ => inspection-adelanto | 2023-04-11
    Guide to Bond Hearings | ~ => guide-bond-hearings-0 | 2021-02-03
    Policy on Telephone Access for Detainees | ~ => telephone-access-policy | |
    Fact Sheet: Alternatives to Detention | ~ => /factsheets/atd
    Privacy Impact Assessment for the Enforcement Case Tracking System | ~ => pia-ects
    Memorandum on Courthouse Arrests | courthouse-memo => /sites/default/files/memos/courthouse-arrests.pdf
    Student Visitor Program Quarterly Review | ~ => /node/88121
    Handbook for Sponsors of Unaccompanied Children | /node/5521 => sponsor-handbook
    Family Residential Standards | ~ => /detain/family-residential-standards
    Statistics on Removals by Country | removals => removals-by-country-of-origin | 2022-12-30
    Charter of the Advisory Committee on Family Centers | ~ => committee-charter
    Interim Rule on Biometric Entry and Exit | ~ => interim-rule-biometrics-1
    Notice of Proposed Rulemaking: Form Fees | ~ => nprm-fees
    Medical Screening Protocols | /docs/medical.pdf => /docs/archive/medical.pdf
    Training Curriculum for Deportation Officers | ~ => 0
    Directive on Prosecutorial Discretion | 0 => prosecutorial-discretion
    Report of the Ombudsman on Language Access | ~ => /ombudsman/language-access | 2020-05-05
    Audit of Overtime Payments at Field Offices | ~ => oig-audit-overtime
    Field Manual for Cargo Inspectors | ~ => cargo-field-manual | 2019-10-10 |
    Solicitation for Electronic Monitoring Services | ~ => electronic-monitoring-rfp
    Response to the Senate Letter on Hunger Strikes | ~ => hunger-strike-letter
    Lessons Learned from the Hurricane Evacuation | ~ => hurricane-lessons
    Environmental Assessment of the Border Road | ~ => ea-border-road
    Inventory of Algorithms in Use | ~ => algorithm-inventory
    Standards for Contracted Bus Transport | bus-transport => /transport/bus
    `,
  ),
  ...readLabels(
    'title fix',
    `
    Anual Report on Lake Fisheries => Annual Report on Lake Fisheries | lake-fisheries
    Report on Grain Storag => Report on Grain Storage | grain-storage
    Untitled document => Handbook of Harbour Pilots | harbour-pilots
    DRAFT - Wind Farm Siting Rules => Wind Farm Siting Rules | wind-siting
    Withdrawn: Circular on Seed Imports => Circular on Seed Imports | seed-imports
    Night Flights over Residential Areas => Night Flights Over Residential Areas (Corrected) | night-flights
    Bee Colony Losses FY 2021 => Bee Colony Losses FY 2022 | bee-colony-losses
    Quarry Blasting, Volume I => Quarry Blasting, Volume II | quarry-blasting
    Ice Roads: Opening Dates => Opening Dates of Ice Roads | ice-roads
    Ferry timetable => Withdrawn | ferry-timetable
    Organ Transport by Air => Transport of Organs by Air and Rail | organ-transport
    Pension Audits => Rentenprüfungen | pension-audits
    Museum Loans => Prêts de musées | museum-loans
    Tunnel Ventilation Tests => Tunnel Ventilation Tests (PDF) | tunnel-ventilation
    Prison Labour Survey => Prison Labor Survey | prison-labour
    Body Cameras, Part One => Body Cameras, Part 1 | body-cameras
    Orphan Wells Register => Register of Orphan and Abandoned Wells | orphan-wells
    Salmon Counts at the Dam => Salmon Counts at the Upper Dam | salmon-counts
    Court Interpreter Fees => Fees | court-interpreter-fees
    Radio Spectrum Auctions => Spectrum: Auctions | radio-spectrum
    `,
  ),
  ...readLabels(
    'both, typing error',
    `
    Evaluation of Rural Clincs in Montana => Evaluation of Rural Clinics in Montana | ~ | 2022-03-04
    Handbook on Juvenile Custdy Reviews => Handbook on Juvenile Custody Reviews | ~ | | Sets out how custody of minors is reviewed.
    Guidlines for Coastal Erosion Grants => Guidelines for Coastal Erosion Grants | ~
    Assessment of Reindeer Grazing Lisences => Assessment of Reindeer Grazing Licences | ~ | 2018-08-08
    Summary of Noise Barier Trials => Summary of Noise Barrier Trials | ~
    Review of Satelite Debris Tracking => Review of Satellite Debris Tracking | ~ | 2024-01-15
    Procedures for Dam Inspecton after Floods => Procedures for Dam Inspection after Floods | ~
    Telehealth Visits in Goverment Hospitals => Telehealth Visits in Government Hospitals | ~ => telehealth-government-hospitals
    Inquiry into Wildfire Smoek Exposure => Inquiry into Wildfire Smoke Exposure | ~
    Catalogue of Library Lednings => Catalogue of Library Lendings | ~ => library-lendings-c
    Recomendations on School Meals => Recommendations on School Meals | ~ | 2021-11-30
    Registry of Lead Pipse in Homes => Registry of Lead Pipes in Homes | ~
    Ajustment of Water Tariffs in Arid Counties => Adjustment of Water Tariffs in Arid Counties | ~
    Seed Potatos: Certification Scheme => Seed Potatoes: Certification Scheme | ~
    Bridge Safety Folow-up Inspections => Bridge Safety Follow-up Inspections | ~
    Comittee Hearings on Asylum Backlogs => Committee Hearings on Asylum Backlogs | ~ | 2023-09-09
    Manual for Harbor Pilotage Exams => Manual for Harbour Pilotage Exams | ~ | 2010-01-02
    Census of Abandonned Mines => Census of Abandoned Mines | ~
    Strategy for Airport Perimiter Security => Strategy for Airport Perimeter Security | ~ | | How airports secure their outer fences.
    Bulletin on Forrest Fire Insurance => Bulletin on Forest Fire Insurance | ~
    `,
  ),
  ...readLabels(
    'both, spelling and marks',
    `
    E-mail Retention in Agencies => Email Retention in Agencies | ~
    Data Base of Stolen Vehicles => Database of Stolen Vehicles | ~
    U.S. Salt Reserves Outlook => US Salt Reserves Outlook | ~
    Nunez County Flood Map Revision => Nuñez County Flood Map Revision | ~ => /maps/nunez-flood
    Zurich Office Lease Terms => Zürich Office Lease Terms | ~ => /leases/zurich
    Postal Workers' Handbook on Dogs => Postal Workers Handbook on Dogs | ~ => dogs-handbook
    Q & A: Travel with Firearms => Q&A: Travel With Firearms | ~ => travel-firearms-qa
    Peat Extraction – Permits => Peat Extraction: Permits | ~ => peat-extraction-permits-0
    Non-Compliance in Egg Farms => Noncompliance in Egg Farms | ~
    Cooperation with Coast Guards (Protocol) => Co-operation with Coast Guards: Protocol | ~ => coast-guard-protocol
    "Safe Streets" Pilot Evaluation => ‘Safe Streets’ Pilot Evaluation | ~ => safe-streets
    Sao Bras Sector Operations Review => São Brás Sector Operations Review | ~ => sector-operations-review
    Check-list for Marina Owners => Checklist for Marina Owners | ~
    Inter-agency Agreement on Weather Radar => Interagency Agreement on Weather Radar | ~
    `,
  ),
  ...readLabels(
    'both, inflection and small words',
    `
    Report on Inspection of Elevators => Report on Inspections of Elevators | ~
    The Regulation of Fireworks in Cities => Regulation of Fireworks in Cities | ~
    Licensing Street Vendors in Old Towns => Licensing of Street Vendors in Old Towns | ~
    Guide for Applicants to the Maritime Academy => Guide for Applicants for the Maritime Academy | ~
    Rules on Drone Flights near Prisons => Rules for Drone Flights near Prisons | ~
    Vaccination of Cattle Herd on Islands => Vaccination of Cattle Herds on Islands | ~
    Cost Estimate for Tram Extension => Cost Estimates for the Tram Extension | ~
    Complaint Procedures in Nursing Homes => Complaints Procedure in Nursing Homes | ~
    An Overview of Hydrogen Pipeline Safety => Overview of Hydrogen Pipeline Safety | ~
    Directory of Notaries in Border Towns => Directory of the Notaries in Border Towns | ~
    Plan to Restore Oyster Reefs => Plan for Restoring Oyster Reefs | ~ | 2017-07-07
    `,
  ),
  ...readLabels(
    'both, word order',
    `
    Weight and Balance of Helicopters, Record of => Record of Weight and Balance of Helicopters | ~
    Annual Survey of Mushroom Pickers => Mushroom Pickers: Annual Survey | ~
    Fish Ladders - Design Manual => Design Manual: Fish Ladders | ~
    Glacier Monitoring Programme, Final Report => Final Report: Glacier Monitoring Programme | ~
    Lighthouse Automation: Status and Costs => Status and Costs of Lighthouse Automation | ~
    Tribal Consultations, Summary of => Summary of Tribal Consultations | ~
    `,
  ),
  ...readLabels(
    'both, status words',
    `
    Draft Plan for Urban Beekeeping => Plan for Urban Beekeeping | ~
    Truck Weigh Station Manual => Truck Weigh Station Manual (Revised) | ~
    Sewage Sludge Disposal Rules => Sewage Sludge Disposal Rules (Updated) | ~
    Avalanche Warning Protocol => Avalanche Warning Protocol - Final | ~
    Community Garden Leases => Community Garden Leases [Archived] | ~
    Mine Rescue Team Charter => Mine Rescue Team Charter (Superseded) | ~ | 2015-05-05
    Pipeline Corrosion Bulletin => Pipeline Corrosion Bulletin, Corrected | ~ => pipeline-corrosion-corrected
    Horse Transport Checklist (New) => Horse Transport Checklist | ~
    `,
  ),
  ...readLabels(
    'both, longer title',
    `
    Handling of Dangerous Cargo on Ferries => Handling of Dangerous Cargo on Ferries: Rules for Crews | handling-dangerous-cargo => handling-dangerous-cargo-0 | 2022-02-22
    Wage Survey of Vineyard Workers in Kern County => Wage Survey of Vineyard Workers in Kern County and Tulare County | ~ | 2019-03-03 | Wages paid to vineyard workers by season, task and employer, with a comparison.
    Security Clearance Backlogs in the Civil Service: Causes and Remedies => Security Clearance Backlogs in the Civil Service | ~ | 2020-04-05
    Permits for Underwater Archaeology (This form is controlled. Contact the Institute) => Permits for Underwater Archaeology | permits-underwater-archaeology => permits-underwater-archaeology-1 | 2011-01-11
    Geneva Conventions Identification Card for Reserve Members of the Armed Forces => Geneva Conventions Identification Card for Reserve Members of the Armed Forces (Contact NAVY to obtain a copy) | 0 | 2008-06-01
    Honorable Service Lapel Pin Application for Next of Kin => Honorable Service Lapel Pin Application for Next of Kin (This form is controlled) | 0 | 2009-07-01
    `,
  ),
  ...readLabels(
    'both, other word, same evidence',
    `
    Rights of Aliens during Workplace Raids => Rights of Noncitizens during Workplace Raids | ~ | 2021-06-01 | Explains what workers may refuse, whom they may call and which papers must be shown.
    Commission Report on Manhole Covers => Commission Findings on Manhole Covers | ~ | 2016-09-12 | Why covers lift in heavy rain, how many were counted and what bolting them down costs.
    Welfare of Policemen on Night Duty => Welfare of Police Officers on Night Duty | ~ | 2018-12-01 | Sleep, meals and sick leave of officers on night duty in eleven large precincts.
    Freight Train Derailments in Canyons => Freight Train Accidents in Canyons | ~ | 2020-10-20 | Thirty derailments examined by slope, load, track age and weather at the hour they happened.
    `,
  ),
  ...readLabels(
    'same numbers',
    `
    Anual Budget of the Port Police, FY 2019 => Annual Budget of the Port Police, FY 2019 | ~
    Compendium of Treaty Texts, Vol. II => Compendium of Treaty Texts, Volume II | ~
    Compilation of Zoning Rulings, Part Two => Compilation of Zoning Rulings, Part 2 | ~
    2018 Survey of Ice Fishing Huts => Survey of Ice Fishing Huts, 2018 | ~
    Circular 1,204 on Egg Grading Labels => Circular 1204 on Egg Grading Labels | ~
    Crime on Commuter Trains, FY23 => Crime on Commuter Trains, FY 2023 | ~
    Third Edition of the Cave Rescue Manual => Cave Rescue Manual, 3rd Edition | ~
    Truancy Court Dockets, January 2020 => Truancy Court Dockets, Jan. 2020 | ~
    Anex B to the Ballast Water Plan => Annex B to the Ballast Water Plan | ~
    World Heritage Nomination 44: Saltworks => World Heritage Nomination 44: Salt Works | ~
    `,
  ),
  ...readLabels(
    'other date or summary',
    `
    Bulletin on Rabies Vaccines | ~ => bulletin-rabies | 2021-01-01 => 2021-03-01
    Tariff Schedule for Canal Locks | ~ | 2020-01-01 => 2021-01-01
    Roster of Licensed Divers | ~ | | Names of 212 divers. => Names of 230 divers.
    Waiting Times at Ports of Entry | ~ => waiting-times | 2022-05-01 | Minutes by port. => Minutes by port and hour.
    Farm Labor Housing Inspections | ~ | 2022-08-08 => | Findings. => Findings by county.
    Noxious Weeds List | ~ => /lists/weeds | => 2023-03-03
    Interpreter Roster of the Tax Court | 0 | 2020-02-02 => 2020-02-03
    Gravel Pit Closures | 0 | | Eleven pits. => Twelve pits.
    `,
  ),
  ...readLabels(
    'other alphabets',
    `
    Отчёт о проверке мостов через Лену | /ru/7 => /ru/mosty
    Положение о рыбной лвле в заливе => Положение о рыбной ловле в заливе | /ru/8 => /ru/lovlya | 2019-02-02
    Bericht über Grubenwasser im Revier => Bericht ueber Grubenwasser im Revier | ~ => grubenwasser
    Rapport sur l’élevage des huîtres => Rapport sur l'elevage des huitres | ~ => huitres
    Normas de ventilación en túneles => Normas de ventilacion en tuneles | ~ => normas-tuneles
    出入国管理の統計資料 | /jp/10 => /jp/toukei
    Řízení rizik v dolech a lomech => Rízení rizik v dolech a lomech | ~
    Έκθεση για τα λιμάνια | /gr/1 => /gr/limania
    تقرير عن الموانئ | /ar/1 => /ar/ports
    Zasady połowu śledzi na Bałtyku => Zasady połowu śledzia na Bałtyku | ~ | 2020-03-30
    `,
  ),
];
