// The head of a table: a row of column names.

/** A column of numbers is aligned to the right. */
export type ColumnHead = string | { readonly number: string };

export function TableHead({ columns }: { columns: readonly ColumnHead[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column, place) =>
          typeof column === 'string' ? (
            <th key={place} scope="col">
              {column}
            </th>
          ) : (
            <th key={place} scope="col" class="number">
              {column.number}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}
