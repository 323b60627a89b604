#!/usr/bin/env python3
"""Checks JUnit reports against an XML Schema, such as the one of Jenkins' xunit plugin.

    python3 tests/reports/junit.py --schema junit-10.xsd REPORT…

Needs `lxml`. Exit code 1 if a report is not valid; every complaint is printed with its line.
"""

import argparse
import pathlib
import sys

from lxml import etree


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("reports", nargs="+", type=pathlib.Path, metavar="REPORT")
    options.add_argument("--schema", type=pathlib.Path, required=True)
    options = options.parse_args()
    schema = etree.XMLSchema(etree.parse(options.schema))
    bad = 0
    for report in options.reports:
        try:
            # Entities are of no use to a report, and libxml2's limits are for documents from strangers.
            tree = etree.parse(report, etree.XMLParser(resolve_entities=False, huge_tree=True))
        except etree.XMLSyntaxError as error:
            print(f"{report}: {error}")
            bad += 1
            continue
        if not schema.validate(tree):
            bad += 1
            for error in schema.error_log:
                print(f"{report}:{error.line}: {error.message}")
        if wrong := miscounted(tree.getroot()):
            bad += 1
            print(f"{report}: {wrong}")
    sys.exit(1 if bad else 0)


def miscounted(root):
    """What a dashboard would add up otherwise than the report does; a schema cannot say it."""
    for element in [root, *root.iter("testsuite")]:
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
            said, counted = element.get(name), sum(1 for _ in element.iter(tag))
            if said is not None and int(said) != counted:
                return f"<{element.tag} name={element.get('name')!r}> says {said} {name}, and {counted} are in it"
    return None


if __name__ == "__main__":
    main()
