// Draws a list anew without touching what stays as it is: a row that is swapped under a finger loses the tap.
export function renew(list, rows) {
  rows.forEach((row, place) => {
    const old = list.children[place];
    if (!old) list.append(row);
    else if (!old.isEqualNode(row)) {
      keepTicks(old, row);
      old.replaceWith(row);
    }
  });
  while (list.children.length > rows.length) list.lastElementChild.remove();
}

function keepTicks(old, row) {
  for (const { name, value } of old.querySelectorAll("input:checked")) {
    for (const input of row.querySelectorAll("input")) if (input.name === name && input.value === value) input.checked = true;
  }
}
