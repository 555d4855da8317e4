import { readLabels } from './read-labels.ts';

// Records that are not each other, however alike they look. Written by hand before the matcher was.
export const RECORDS_APART = [
  ...readLabels(
    'year',
    `
    - Detention Facility Budget, FY 2023 | ~ | | Yearly figures of the programme.
    > + Detention Facility Budget, FY 2024 | ~ | | Yearly figures of the programme.
    - Use of Force Review FY19
    > + Use of Force Review FY20
    - 2016 Yearbook of Detainee Transfers
    > + 2017 Yearbook of Detainee Transfers
    - Plan for Grid Resilience 2020-2024
    > + Plan for Grid Resilience 2025-2029
    - Tobacco Farm Subsidies in 1998 | tobacco | 1999-01-01
    > + Tobacco Farm Subsidies in 1999 | tobacco-0 | 2000-01-01
    - Annual Crab Harvest 2021-22
    > + Annual Crab Harvest 2022-23
    - Hate Crime Statistics, Calendar Year 2012 | ~ | | Incidents by motive, place and agency as reported by the states for the year.
    > + Hate Crime Statistics, Calendar Year 2013 | ~ | | Incidents by motive, place and agency as reported by the states for the year.
    - Haushaltsplan 2021 der Hafenpolizei
    > + Haushaltsplan 2022 der Hafenpolizei
    - Rapport annuel 2018 sur les phares
    > + Rapport annuel 2019 sur les phares
    - Отчёт о режиме содержания за 2020 год | /ru/1
    > + Отчёт о режиме содержания за 2021 год | /ru/2
    - 令和2年 水産白書 | /jp/1
    > + 令和3年 水産白書 | /jp/2
    - FOIA Log, Fiscal Year 2015 (Corrected)
    > + FOIA Log, Fiscal Year 2016 (Corrected)
    - Progress towards 2030 Goals, 2021 Edition
    > + Progress towards 2030 Goals, 2022 Edition
    - Sheep Census, Spring 2019
    > + Sheep Census, Spring 2020
    - Traffic Deaths on Rural Roads in the Year 2005
    > + Traffic Deaths on Rural Roads in the Year 2006
    `,
  ),
  ...readLabels(
    'month, quarter, season',
    `
    - Border Encounters, January | ~ | 2024-02-01
    > + Border Encounters, February | ~ | 2024-03-01
    - Weekly Flu Summary, March 3 | ~ | 2023-03-03
    > + Weekly Flu Summary, March 10 | ~ | 2023-03-10
    - Milk Prices, Q1 2022
    > + Milk Prices, Q2 2022
    - Deportation Flights in October 2020
    > + Deportation Flights in November 2020
    - First Quarter Bond Auctions
    > + Second Quarter Bond Auctions
    - Avalanche Bulletin for Dec 2018
    > + Avalanche Bulletin for Jan 2018
    - Inspector's Newsletter, Summer Issue | ~ | 2021-07-01
    > + Inspector's Newsletter, Winter Issue | ~ | 2021-12-01
    - Monthly Docket Figures (June)
    > + Monthly Docket Figures (July)
    - Bulletin de santé, janvier
    > + Bulletin de santé, février
    - Minutes of the Harbor Board, 12 May 2019
    > + Minutes of the Harbor Board, 19 May 2019
    - Air Quality Digest Week 41
    > + Air Quality Digest Week 42
    - Boletín de precios de abril | ~ | 2020-05-01
    > + Boletín de precios de mayo | ~ | 2020-06-01
    `,
  ),
  ...readLabels(
    'volume, part, edition',
    `
    - Compendium of Water Hearings, Volume II
    > + Compendium of Water Hearings, Volume III
    - Training Manual on Mail Fraud, Part One
    > + Training Manual on Mail Fraud, Part Two
    - Collected Opinions, Vol. 12
    > + Collected Opinions, Vol. 13
    - Atlas of Salt Marshes, Second Edition
    > + Atlas of Salt Marshes, Third Edition
    - Report of the Dam Tribunal, Part A
    > + Report of the Dam Tribunal, Part B
    - Annex I: Emission Tables
    > + Annex V: Emission Tables
    - Catalogue of Coins, Book IX
    > + Catalogue of Coins, Book XI
    - Handbook of Signals Chapter 7
    > + Handbook of Signals Chapter 8
    - Phase 1 Study of the Ring Road
    > + Phase 2 Study of the Ring Road
    - Truth Commission Records, Tome Premier | /tc/a
    > + Truth Commission Records, Tome Deuxième | /tc/b
    - Manual de faros, segunda parte
    > + Manual de faros, tercera parte
    - Leitfaden Deichbau, zweiter Teil
    > + Leitfaden Deichbau, dritter Teil
    - 防災計画 第二版 | /b/2
    > + 防災計画 第三版 | /b/3
    - Appendix C to the Radar Survey
    > + Appendix D to the Radar Survey
    - Tier I Monitoring of Mercury in Lakes
    > + Tier II Monitoring of Mercury in Lakes
    - Series 100 Fasteners, Supplement 3
    > + Series 100 Fasteners, Supplement 4
    - Emigration Registers, Reel 1840
    > + Emigration Registers, Reel 1841
    - Lecture Notes on Customs Law, First Half
    > + Lecture Notes on Customs Law, Second Half
    `,
  ),
  ...readLabels(
    'number of a document',
    `
    - Directive 11-2: Carrying of Firearms
    > + Directive 12-4: Carrying of Firearms
    - Form I-589 Instructions for Applicants
    > + Form I-765 Instructions for Applicants
    - Audit Report OIG-20-33 on Travel Cards
    > + Audit Report OIG-20-34 on Travel Cards
    - Technical Note No. 1.5 on Sand Filters
    > + Technical Note No. 15 on Sand Filters
    - Advisory Circular 90-12A, Wake Turbulence
    > + Advisory Circular 90-12B, Wake Turbulence
    - Docket 2021-0042: Truck Emissions Comments
    > + Docket 2021-0043: Truck Emissions Comments
    - Executive Order 13767 Fact Sheet
    > + Executive Order 13768 Fact Sheet
    - Sitzungsprotokoll Nr. 7 des Fischereirats
    > + Sitzungsprotokoll Nr. 8 des Fischereirats
    - RFC 2119bis Reading Notes
    > + RFC 8174bis Reading Notes
    - Tunnel Fire Test 3 of 9
    > + Tunnel Fire Test 4 of 9
    - Sentencing Table, Class B Felonies
    > + Sentencing Table, Class C Felonies
    - Lot 14 Timber Sale Prospectus
    > + Lot 41 Timber Sale Prospectus
    - Route 9 Corridor Study | /n/1 | 2020-01-01
    > + Route 6 Corridor Study | /n/2 | 2020-01-01
    - Постановление № 14 о рыбной ловле | /p/14
    > + Постановление № 15 о рыбной ловле | /p/15
    - Notice 7 CFR 205 on Organic Labels
    > + Notice 7 CFR 206 on Organic Labels
    `,
  ),
  ...readLabels(
    'same boilerplate, other subject',
    `
    - Compliance Inspection of the Houston Field Office | ~ | 2023-05-01 | Results of an unannounced visit.
    > + Compliance Inspection of the Dallas Field Office | ~ | 2023-06-01 | Results of an unannounced visit.
    - Privacy Impact Assessment for License Plate Readers | ~ | 2022-01-01
    > + Privacy Impact Assessment for Facial Recognition | ~ | 2022-07-07
    - Memorandum of Understanding with Polk County | ~ | | An agreement under section 287 that lets local officers do certain tasks of federal ones.
    > + Memorandum of Understanding with Pike County | ~ | | An agreement under section 287 that lets local officers do certain tasks of federal ones.
    - Country Report: Iran
    > + Country Report: Iraq
    - Country Report: Austria
    > + Country Report: Australia
    - Trade Statistics with Mali
    > + Trade Statistics with Malta
    - Northern District Patrol Plan
    > + Southern District Patrol Plan
    - Guide to Emigration Records
    > + Guide to Immigration Records
    - Standards for Male Dormitories
    > + Standards for Female Dormitories
    - Rules on Import of Live Animals
    > + Rules on Export of Live Animals
    - Legal Entry: Questions and Answers
    > + Illegal Entry: Questions and Answers
    - Eastern Sector Fence Repairs
    > + Western Sector Fence Repairs
    - Death of a Detainee: Jose Alvarado | ~ | 2020-01-10 | Notice of a death in custody.
    > + Death of a Detainee: Juan Alvarez | ~ | 2020-02-11 | Notice of a death in custody.
    - Request for Proposals: Laundry Services at Buffalo
    > + Request for Proposals: Catering Services at Buffalo
    - Annual Plan on Dam Inspection in Guam
    > + Annual Plan on Dam Inspection in Palau
    - Interim Rule on Visa Overstays in El Paso
    > + Interim Rule on Asylum Interviews in El Paso
    - Contract Award to Alpha Security for Guards
    > + Contract Award to Delta Security for Guards
    - Letter to Senator Warren on Hunger Strikes
    > + Letter to Senator Warner on Hunger Strikes
    - Fact Sheet on Measles in Detention
    > + Fact Sheet on Mumps in Detention
    - Officer Handbook: Air Operations
    > + Officer Handbook: Sea Operations
    - Facility Inspection, Stewart Center, Georgia | ~ | 2022-01-01 | Findings on food, health care, visits and use of force, with the answers of the operator.
    > + Facility Inspection, Irwin Center, Georgia | ~ | 2022-03-01 | Findings on food, health care, visits and use of force, with the answers of the operator.
    - Weekly Report from the Tucson Sector
    > + Weekly Report from the Yuma Sector
    - Privacy Threshold Analysis: Phone Searches
    > + Privacy Threshold Analysis: Laptop Searches
    - Settlement in Flores v. Reno
    > + Settlement in Lopez v. Reno
    - Job Announcement: Deportation Officer, Newark
    > + Job Announcement: Deportation Officer, Norfolk
    - Public Comments on Rule about Fees
    > + Public Comments on Rule about Fines
    - Press Release: Three Arrested in Mobile
    > + Press Release: Four Arrested in Mobile
    - Minority Report on Wage Theft
    > + Majority Report on Wage Theft
    - Documented Workers in Dairies
    > + Undocumented Workers in Dairies
    - Internal Review of Audit Staffing
    > + External Review of Audit Staffing
    - Licenses for Pilots of Balloons
    > + Licenses for Owners of Balloons
    - Weather Station Siting in Slovakia
    > + Weather Station Siting in Slovenia
    - Guidance for Schools on Head Lice
    > + Guidance for Schools on Head Injuries
    - Inspection of Slaughterhouses in Kansas
    > + Inspection of Slaughterhouses in Arkansas
    - State Profile: Virginia Prisons
    > + State Profile: West Virginia Prisons
    - Port of Entry Hours: Niger
    > + Port of Entry Hours: Nigeria
    `,
  ),
  ...readLabels(
    'companion document',
    `
    - Production Progress Report on Ships
    > + Production Progress Report on Ships (Continuation)
    - Strategic Plan for Forensics
    > + Strategic Plan for Forensics: Executive Summary
    - Certificate of Discharge for Merchant Seamen
    > + Certificate of Discharge for Merchant Seamen (Worksheet)
    - Dependency Statement of a Parent
    > + Dependency Statement of a Parent (Instructions)
    - Evaluation of Drug Courts in Cities
    > + Evaluation of Drug Courts in Cities: Appendix
    - Rule on Poultry Line Speeds
    > + Rule on Poultry Line Speeds: Public Comments
    - Agenda of the Levee Board | ~ | 2021-04-04
    > + Minutes of the Levee Board | ~ | 2021-04-04
    - Survey of Tenants in Flood Zones
    > + Survey of Tenants in Flood Zones - Questionnaire
    - Settlement on Strip Searches
    > + Settlement on Strip Searches, Amendment
    - Plan for the Otter Reserve
    > + Errata to the Plan for the Otter Reserve
    - Charter of the Ferry Users' Panel
    > + Addendum to the Charter of the Ferry Users' Panel
    - Report on Mold in Barracks
    > + Response to the Report on Mold in Barracks
    - Guide to Small Claims
    > + Teacher's Guide to Small Claims
    `,
  ),
  ...readLabels(
    'translation',
    `
    - Know Your Rights at the Checkpoint | know-your-rights-checkpoint
    > + Conozca sus derechos en el retén | conozca-sus-derechos-reten
    - Detainee Handbook on Visits (English) | handbook-visits-en
    > + Detainee Handbook on Visits (Spanish) | handbook-visits-es
    - Guide du détenu | /fr/guide
    > + Guide for detainees | /en/guide
    Fishing Licence Leaflet | fishing-leaflet
    > + Folleto de licencias de pesca | folleto-pesca
    Wegweiser für Pendler | wegweiser-pendler => /de/wegweiser-pendler
    > + Guide for Commuters | /en/commuters
    - Complaint Form (Arabic)
    > + Complaint Form (Haitian Creole)
    - Calendrier scolaire des îles | calendrier
    > + School Calendar of the Islands | calendar
    - Language Access Plan in French
    > + Language Access Plan in Hmong
    `,
  ),
  ...readLabels(
    'split and merge',
    `
    - Manual of Health and Safety in Shelters
    > + Manual of Health in Shelters
    > + Manual of Safety in Shelters
    - Lake Levels and Fish Stocks
    > + Lake Levels
    > + Fish Stocks
    - Tax Guide for Farmers
    > - Tax Guide for Fishers
    > + Tax Guide for Farmers and Fishers
    - Statistical Tables on Parole
    > + Statistical Tables on Parole: Grants
    > + Statistical Tables on Parole: Denials
    - Detention Standards: Food
    > - Detention Standards: Clothing
    > - Detention Standards: Bedding
    > + Detention Standards: Food, Clothing and Bedding
    - Oil Spill Atlas
    > + Oil Spill Atlas, Part 1
    > + Oil Spill Atlas, Part 2
    - Bird Strikes, Volume 1
    > - Bird Strikes, Volume 2
    > + Bird Strikes
    Canal Toll Rules | ~ => canal-toll-rules-a
    > + Canal Toll Rules: Barges
    Vineyard Census | ~
    > + Vineyard Census: Red Grapes
    > + Vineyard Census: White Grapes
    - Rules for Bus Stops
    > Rules for Tram Stops | ~
    > + Rules for Stops of Buses and Trams
    `,
  ),
  ...readLabels(
    'nothing in common',
    `
    - Lead in Drinking Fountains | ~ | 2020-02-02
    > + Contract for Helicopter Fuel | ~ | 2020-02-02
    - Quarterly Newsletter
    > + Witness Protection Costs
    - Report | /r/1 | 2020-01-01
    > + Reports and Hearings | /r/2 | 2021-01-01
    - Index | /idx
    > + Indexes of Prices | /prices
    - Organizational Chart | /about/chart
    > + Strategic Vision | /about/vision
    - Contact | /a | 2019-09-09
    > + Contracts | /b | 2020-01-01
    - Speech at the Academy | ~ | 2018-05-05 | Remarks as prepared.
    > + Testimony on the Budget | ~ | 2018-05-05 | Remarks as prepared.
    - Water Rights in Arid Valleys
    > + Civil Rights in Arid Times
    - Lists of Vessels Detained
    > + Children Detained: Lists
    - Mapa de carreteras
    > + Lista de puentes
    - 統計年報 | /c/1
    > + 研究計画 | /c/2
    - План работ | /x/1
    > + Состав комиссии | /x/2
    - Annual Report of the Mint
    > + Annual Report of the Zoo
    - Handbook A
    > + Handbook B
    - The Future of Coal
    > + The Future of Cobalt
    `,
  ),
];
