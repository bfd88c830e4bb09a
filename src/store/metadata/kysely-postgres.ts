/** Kysely on PostgreSQL, for migrations. */
import { type DataTypeNode, PostgresDialect, PostgresQueryCompiler } from 'kysely';

export class BytewiseDialect extends PostgresDialect {
  override createQueryCompiler(): PostgresQueryCompiler {
    return new BytewiseCompiler();
  }
}

/** Every text column is compared byte by byte, as SQLite does it, whatever language the database was made for. */
class BytewiseCompiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    super.visitDataType(node);
    if (node.dataType === 'text') this.append(' collate "C"');
  }
}
