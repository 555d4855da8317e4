import type { AnyNode, Document } from 'domhandler';
import { parse } from 'parse5';
import { adapter } from 'parse5-htmlparser2-tree-adapter';

/** A tree as one text: every node with its kind, names, values and place. */
export function drawTree(root: Document): string {
  const lines: string[] = [];
  const ahead: { readonly node: AnyNode; readonly depth: number }[] = [{ node: root, depth: 0 }];
  for (let step = ahead.pop(); step !== undefined; step = ahead.pop()) {
    const { node, depth } = step;
    const name = 'name' in node ? node.name : '';
    const attributes = 'attribs' in node ? JSON.stringify({ ...node.attribs }) : '';
    const space = 'namespace' in node ? (node.namespace ?? '') : '';
    const data = 'data' in node ? JSON.stringify(node.data) : '';
    lines.push(`${' '.repeat(depth)}${node.type} ${name} ${space} ${attributes} ${data}`);
    if ('children' in node)
      for (const child of node.children.toReversed()) ahead.push({ node: child, depth: depth + 1 });
  }
  return lines.join('\n');
}

/** What parse5 makes of it, untouched. */
export function drawByParse5(markup: string): string {
  return drawTree(parse(markup, { treeAdapter: adapter }));
}
