"""What tests of the page do in any browser."""

SELECT = """([words, nth]) => {
    const holders = [...document.querySelectorAll('.text p')];
    let left = nth;
    for (const holder of holders) {
        const nodes = [], walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) nodes.push(walker.currentNode);
        for (let at = holder.textContent.indexOf(words); at >= 0; at = holder.textContent.indexOf(words, at + 1)) {
            if (left-- > 0) continue;
            const spot = (offset, end) => {
                for (const node of nodes) {
                    if (offset < node.length || (end && offset === node.length)) return [node, offset];
                    offset -= node.length;
                }
            };
            getSelection().setBaseAndExtent(...spot(at, false), ...spot(at + words.length, true));
            return true;
        }
    }
    return false;
}"""
"""Select the nth place of some words in the articles, counted from 0; false where they do not stand."""
