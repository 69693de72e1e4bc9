package io.millrace.sdk.io.parquet;

import java.util.HashSet;
import java.util.Set;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.filter2.predicate.Operators;
import org.apache.parquet.filter2.predicate.UserDefinedPredicate;
import org.apache.parquet.hadoop.metadata.ColumnPath;

/** Finds the columns that a predicate is about. */
final class FilterColumns implements FilterPredicate.Visitor<Void> {

  private final Set<ColumnPath> found = new HashSet<>();

  private FilterColumns() {}

  static Set<ColumnPath> of(FilterPredicate predicate) {
    FilterColumns columns = new FilterColumns();
    predicate.accept(columns);
    return columns.found;
  }

  @SuppressWarnings("NullAway") // a result that nobody looks at
  private Void add(Operators.Column<?> column) {
    found.add(column.getColumnPath());
    return null;
  }

  @Override
  public <T extends Comparable<T>> Void visit(Operators.Eq<T> eq) {
    return add(eq.getColumn());
  }

  @Override
  public <T extends Comparable<T>> Void visit(Operators.NotEq<T> notEq) {
    return add(notEq.getColumn());
  }

  @Override
  public <T extends Comparable<T>> Void visit(Operators.Lt<T> lt) {
    return add(lt.getColumn());
  }

  @Override
  public <T extends Comparable<T>> Void visit(Operators.LtEq<T> ltEq) {
    return add(ltEq.getColumn());
  }

  @Override
  public <T extends Comparable<T>> Void visit(Operators.Gt<T> gt) {
    return add(gt.getColumn());
  }

  @Override
  public <T extends Comparable<T>> Void visit(Operators.GtEq<T> gtEq) {
    return add(gtEq.getColumn());
  }

  @Override
  public <T extends Comparable<T>> Void visit(Operators.In<T> in) {
    return add(in.getColumn());
  }

  @Override
  public <T extends Comparable<T>> Void visit(Operators.NotIn<T> notIn) {
    return add(notIn.getColumn());
  }

  @Override
  public <T extends Comparable<T>> Void visit(Operators.Contains<T> contains) {
    return add(contains.getColumn());
  }

  @Override
  public Void visit(Operators.And and) {
    and.getLeft().accept(this);
    return and.getRight().accept(this);
  }

  @Override
  public Void visit(Operators.Or or) {
    or.getLeft().accept(this);
    return or.getRight().accept(this);
  }

  @Override
  public Void visit(Operators.Not not) {
    return not.getPredicate().accept(this);
  }

  @Override
  public <T extends Comparable<T>, U extends UserDefinedPredicate<T>> Void visit(
      Operators.UserDefined<T, U> udp) {
    return add(udp.getColumn());
  }

  @Override
  public <T extends Comparable<T>, U extends UserDefinedPredicate<T>> Void visit(
      Operators.LogicalNotUserDefined<T, U> udp) {
    return udp.getUserDefined().accept(this);
  }
}
