/** Parts of the style; a page carries those it needs, so that a page saved by itself keeps its looks. */
export type Sheet = 'lists' | 'charts' | 'details' | 'forms';

/** The style sheets of the site. Contrast of every pair of text and ground is at least 5:1, in both schemes. */
export function sheetOf(name: Sheet | 'base'): string {
  switch (name) {
    case 'base':
      return BASE;
    case 'lists':
      return LISTS;
    case 'charts':
      return CHARTS;
    case 'details':
      return DETAILS;
    case 'forms':
      return FORMS;
  }
}

/** Every sheet there is: the policy of a page names the hash of each. */
export const SHEETS = ['base', 'lists', 'charts', 'details', 'forms'] as const;

const BASE = `
:root{color-scheme:light dark;
--paper:#fcfbf8;--raised:#f4f1ea;--ink:#1c1a17;--soft:#5a554c;--rule:#d8d2c6;--strong:#1c1a17;--link:#0b4a8f;--focus:#0b4a8f;
--added:#1b6a3d;--changed:#7a5200;--restored:#5b3f9b;--removed:#a3241f;--seen:#6b9a7b;
--bar-added:#3f8f5b;--bar-changed:#b98316;--bar-restored:#7c66c4;--bar-removed:#c94f48;
--ins:#dff1e3;--ins-ink:#0f4a28;--del:#fae4e1;--del-ink:#84191a;
--serif:Charter,"Bitstream Charter","Iowan Old Style",Georgia,Cambria,"Times New Roman",serif;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{
--paper:#161513;--raised:#21201d;--ink:#ece8e0;--soft:#b5aea2;--rule:#3d3a34;--strong:#ece8e0;--link:#93bfff;--focus:#93bfff;
--added:#7fd39b;--changed:#e3b75a;--restored:#c2a8f5;--removed:#ff9d94;--seen:#4f7f60;
--bar-added:#5fae7c;--bar-changed:#c99a3c;--bar-restored:#9d86dd;--bar-removed:#e07a70;
--ins:#143622;--ins-ink:#bdf0cb;--del:#431a1a;--del-ink:#ffc1ba}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 var(--sans);overflow-wrap:anywhere}
main,.mast,.foot{width:min(72rem,100% - 2.5rem);margin:0 auto}
main{padding-bottom:3rem;padding-top:.1rem}main:focus{outline:none}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:.06em}
a:hover{text-decoration-thickness:.14em}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-99rem;background:var(--paper);padding:.5rem 1rem}.skip:focus{left:.5rem;top:.5rem;z-index:1}
.mast{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 2rem;padding-top:.9rem;padding-bottom:.5rem;border-bottom:3px double var(--strong)}
.brand{font:700 1.25rem/1.3 var(--serif);color:var(--ink);text-decoration:none;letter-spacing:-.01em;padding:.15rem 0}
.mast ul,.pager ul{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;list-style:none;margin:0;padding:0}
.mast li a{display:inline-block;padding:.2rem 0;color:var(--ink);text-decoration:none;font-size:.9375rem}
.mast li a:hover{text-decoration:underline}.mast li a[aria-current]{font-weight:600;box-shadow:0 2px 0 var(--strong)}
h1,h2{font-family:var(--serif);letter-spacing:-.012em;text-wrap:balance}
h1{font-size:clamp(1.6rem,1.1rem + 2.2vw,2.6rem);line-height:1.14;margin:1.4rem 0 .5rem;max-width:34ch}.kicker+h1{margin-top:.35rem}
h2{font-size:1.35rem;line-height:1.25;margin:2.4rem 0 .7rem;padding-top:.55rem;border-top:1px solid var(--strong)}
h3{font-size:.9375rem;line-height:1.4;margin:1.3rem 0 .35rem;font-weight:600}
h4{font-size:.8125rem;margin:1rem 0 .25rem;text-transform:uppercase;letter-spacing:.06em;color:var(--soft)}
p{margin:.4rem 0;max-width:70ch}
.kicker{margin:1.4rem 0 0;font-size:.875rem;color:var(--soft)}
.lead{font:1.1875rem/1.5 var(--serif);margin:0 0 1rem;max-width:60ch}
.small,.gist,.label,figcaption{font-size:.875rem;color:var(--soft)}.gist{margin:.1rem 0 0}.none{color:var(--soft);font-style:italic}
.address{font-size:.9375rem;word-break:break-all}
code,pre{font-family:var(--mono);font-size:.875em}
pre{background:var(--raised);border:1px solid var(--rule);padding:.7rem .9rem;overflow-x:auto;line-height:1.55}
.more{margin-top:1.1rem}.more a{display:inline-block;margin-right:1.4rem;padding:.15rem 0}
.kind{display:inline-block;font:600 .75rem/1.5 var(--sans);letter-spacing:.04em;text-transform:uppercase;color:var(--ink);border-left:.55em solid;padding-left:.45em;white-space:nowrap}
.kind.added{border-color:var(--added);color:var(--added)}.kind.changed{border-color:var(--changed);color:var(--changed)}
.kind.restored{border-color:var(--restored);color:var(--restored)}.kind.removed{border-color:var(--removed);color:var(--removed)}
h1 .kind{display:block;width:max-content;margin-bottom:.5rem;font-size:.8125rem}
.state{font-weight:600;border-left:.55em solid var(--rule);padding-left:.45em}.state.seen{border-color:var(--added)}.state.trouble{border-color:var(--removed);color:var(--removed)}
ins{background:var(--ins);color:var(--ins-ink);text-decoration:underline;text-decoration-thickness:.09em}
del{background:var(--del);color:var(--del-ink);text-decoration:line-through}del+ins{margin-left:.2em}
.foot{border-top:1px solid var(--rule);padding-top:.8rem;padding-bottom:2rem;font-size:.875rem;color:var(--soft)}
@media (max-width:26rem){.mast ul{gap:.15rem .8rem}.mast li a{font-size:.875rem}}
@media (forced-colors:active){.kind,.state{border-color:CanvasText}}
@media print{
:root{--paper:#fff;--raised:#fff;--ink:#000;--soft:#333;--rule:#999;--strong:#000;--link:#000}
body{font-size:10pt}.mast nav,.skip,.pager,.more,details{display:none}main,.mast,.foot{width:auto}
h2,h3,h4{break-after:avoid}.changes li,.items li,.difference,tr,.incident{break-inside:avoid}a{color:#000}
ins,del{background:none;color:#000}pre{white-space:pre-wrap}}
`.trim();

const LISTS = `
.crawl h2,.crawl h3{font:600 .9375rem/1.4 var(--sans);letter-spacing:0;margin:1.3rem 0 .35rem;border-top:1px solid var(--rule);padding-top:.6rem}.crawl h2 a,.crawl h3 a{display:inline-block;padding:.1rem 0}.when{color:var(--soft);font-weight:400}
.changes,.items,.history{list-style:none;margin:0;padding:0}
.changes li{display:grid;grid-template-columns:6.6rem minmax(0,1fr);gap:.2rem .8rem;padding:.3rem 0;align-items:baseline}
.changes li>div>a,.items a{display:inline-block;padding:.1rem 0;color:var(--ink);text-decoration-color:var(--soft)}.changes li>div>a:hover,.items a:hover{color:var(--link);text-decoration-color:currentColor}
.words b{font-weight:600;margin-right:.35em}.words ins,.words del{text-decoration-thickness:.07em}
.items li{display:grid;grid-template-columns:6.6rem minmax(0,1fr);gap:.2rem .8rem;padding:.6rem 0;border-top:1px solid var(--rule)}
.items .small{margin:.15rem 0 0}.date{font-size:.875rem;color:var(--soft);font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;font-size:.9375rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:baseline;padding:.45rem .8rem .45rem 0;border-bottom:1px solid var(--rule);font-weight:400}
thead th{font-size:.8125rem;color:var(--soft);border-bottom:1px solid var(--strong)}
th[scope=row]{font-weight:600}th a{display:inline-block;padding:.1rem 0}.number{text-align:right}
.months{max-width:40rem}
.incident{border-left:4px solid var(--removed);padding:.1rem 0 .1rem 1rem;margin:1rem 0}.incident h3{font:600 1.125rem/1.35 var(--serif);margin:0}
.pager{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:baseline;margin:1.6rem 0;font-size:.9375rem}.pager p{margin:0;color:var(--soft)}
.pager a,.pager span{display:inline-block;min-width:1.75rem;padding:.2rem .35rem;text-align:center}.pager span{font-weight:700;box-shadow:inset 0 -2px 0 var(--strong)}
@media (max-width:40rem){
.stacked thead{position:absolute;left:-99rem}.stacked,.stacked tbody,.stacked tr,.stacked th,.stacked td{display:block}
.stacked tr{padding:.7rem 0;border-bottom:1px solid var(--rule)}.stacked th,.stacked td{border:0;padding:.1rem 0;text-align:left}
.stacked td[data-name]::before{content:attr(data-name) ": ";color:var(--soft);font-size:.8125rem}
.changes li,.items li{grid-template-columns:minmax(0,1fr)}
th,td{padding-right:.4rem}.months,.chart table{font-size:.8125rem}}
`.trim();

const CHARTS = `
.chart{margin:1.4rem 0}.chart svg{display:block;width:100%;height:8.5rem;margin-top:.4rem}.chart .line{height:6rem}.scale{display:flex;justify-content:space-between;max-width:none;margin:.1rem 0;font-size:.75rem;color:var(--soft);font-variant-numeric:tabular-nums}
.key{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;margin-top:.3rem;font-variant-numeric:tabular-nums}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.8rem 1.6rem;margin:1.4rem 0 0;padding:.8rem 0;border-top:1px solid var(--strong);border-bottom:1px solid var(--rule)}.numbers>div{display:flex;flex-direction:column-reverse;justify-content:flex-end}.numbers dt{font-size:.8125rem;color:var(--soft)}.numbers dd{margin:0;font:600 1.75rem/1.2 var(--serif);font-variant-numeric:lining-nums}.numbers .moment{font:600 1rem/1.3 var(--sans);padding:.4rem 0}
.stripkey{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem}.stripkey .strip{display:inline-block;width:.5rem;height:.9rem;vertical-align:-.1rem}
.axis{stroke:var(--soft);stroke-width:1}.bar.added{fill:var(--bar-added)}.bar.changed{fill:var(--bar-changed)}.bar.restored{fill:var(--bar-restored)}.bar.removed{fill:var(--bar-removed)}
.chart .kind.added{border-color:var(--bar-added)}.chart .kind.changed{border-color:var(--bar-changed)}.chart .kind.restored{border-color:var(--bar-restored)}.chart .kind.removed{border-color:var(--bar-removed)}
.area{fill:var(--raised)}.stroke{fill:none;stroke:var(--link);stroke-width:2;vector-effect:non-scaling-stroke}
.strip{display:block;width:100%;max-width:24rem;height:1rem}.strip .seen{fill:var(--seen)}.strip .changed{fill:var(--link)}.strip .trouble{fill:var(--removed)}.strip .unrecorded{fill:var(--rule)}
details{margin:.5rem 0;font-size:.875rem}summary{cursor:pointer;padding:.2rem 0;color:var(--soft)}details table{max-width:32rem;font-size:.875rem}
`.trim();

const DETAILS = `
.difference h2{font:600 .8125rem/1.4 var(--sans);text-transform:uppercase;letter-spacing:.06em;color:var(--soft);border:0;padding:0;margin:1rem 0 .25rem}
.history>li{border-left:3px solid var(--rule);padding:0 0 1rem 1rem}.history h3{margin-top:0}.history h3 a{display:inline-block;padding:.1rem 0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.9rem 1.6rem;margin:1.2rem 0;padding:.9rem 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule)}
.facts dt,.record dt{font-size:.8125rem;color:var(--soft)}.facts dd,.record dd{margin:0}.facts .wide{grid-column:1/-1}
.record{margin:.6rem 0;max-width:60rem}.record>div{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:.1rem 1rem;padding:.4rem 0;border-bottom:1px solid var(--rule)}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1px;background:var(--rule);border:1px solid var(--rule)}
.side{background:var(--paper);padding:.6rem .9rem}.side p{white-space:pre-wrap}.side .label{text-transform:uppercase;letter-spacing:.06em;font-size:.75rem;margin:0}
@media (max-width:40rem){.record>div{grid-template-columns:minmax(0,1fr)}}
`.trim();

const FORMS = `
.filter{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,12rem),1fr));gap:.8rem 1.2rem;align-items:end;margin:1.2rem 0;padding:1rem;background:var(--raised);border:1px solid var(--rule)}
.filter fieldset{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;border:0;margin:0;padding:0}.filter legend{float:left;margin-right:1.2rem;font-size:.8125rem;color:var(--soft);line-height:1.9rem}
.filter label{font-size:.8125rem;color:var(--soft);display:block}.filter fieldset label{font-size:.9375rem;color:var(--ink);line-height:1.9rem}
.filter input:not([type=checkbox]),.filter select{width:100%;min-width:0;font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--soft);border-radius:2px;padding:.35rem .5rem;min-height:2.2rem}
.filter input[type=checkbox]{width:1.1rem;height:1.1rem;vertical-align:-.15rem;accent-color:var(--link)}
button{font:600 1rem/1.3 var(--sans);color:var(--paper);background:var(--link);border:1px solid var(--link);border-radius:2px;padding:.45rem 1.2rem;cursor:pointer}button:hover{text-decoration:underline}
.faults{border-left:4px solid var(--removed);margin:1rem 0;padding:.3rem 0 .3rem .8rem}.faults ul{margin:0}
@media print{.filter{display:none}}
`.trim();

/** The mark in the browser's tab. */
export const ICON_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="5" fill="#1c1a17"/><path d="M7 9h18v2.5H7zM7 14.5h11V17H7zM7 20h7v2.5H7z" fill="#fcfbf8"/><circle cx="22.5" cy="20.5" r="4.5" fill="#7fd39b"/></svg>
`;
