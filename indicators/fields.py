"""The descriptors of an indicator and of a recommendation, each declared once.

The form, the workbook's columns, its data dictionary and the import read these declarations. The SDMX concept
identifiers are those of the SDG metadata structure (MSD 3).
"""

from __future__ import annotations

from indicators.descriptors import TEXT_LIMIT, Choice, Descriptor, Kind, Schema, Section, Shape
from indicators.marking import N_

__all__ = [
    "INDICATOR",
    "RECOMMENDATION",
    "SCHEMAS",
    "TEXT_LIMIT",
    "Choice",
    "Descriptor",
    "Kind",
    "Schema",
    "Section",
    "Shape",
]

TITLE_LIMIT = 500
LINE_LIMIT = 500

ACTIONS = (
    Choice("add", N_("Add an indicator")),
    Choice("revise", N_("Revise an existing indicator")),
    Choice("replace", N_("Replace an existing indicator")),
    Choice("remove", N_("Remove an existing indicator")),
)

INDICATOR_KINDS = (
    Choice("structure", N_("Structure: laws, policies and institutions that are in place")),
    Choice("process", N_("Process: what is being done")),
    Choice("outcome", N_("Outcome: what has changed for people")),
)

READINESS = (
    Choice("I", N_("I · method established, data regularly produced by at least half of the countries concerned")),
    Choice("II", N_("II · method established, data not regularly produced")),
    Choice("III", N_("III · no established method yet")),
)

ADDRESSEES = (
    Choice("states", N_("States")),
    Choice("un_entities", N_("UN entities")),
    Choice("humanitarian_actors", N_("Humanitarian actors")),
    Choice("regional_bodies", N_("Regional bodies")),
    Choice("civil_society", N_("Civil society")),
    Choice("private_sector", N_("Private sector")),
)

SCOPES = (
    Choice("global", N_("Global")),
    Choice("regional", N_("Regional")),
    Choice("national", N_("National")),
    Choice("local", N_("Local")),
    Choice("route", N_("Along a migration route")),
)

PRINCIPLES = Descriptor(
    name="principles",
    label=N_("Guiding principles"),
    section="alignment",
    shape=Shape.CODES,
    scheme="principle",
    help=N_("The Compact rests on ten principles, (a) to (j). Tick or type letters: a, f, g"),
)

PARAGRAPHS = Descriptor(
    name="paragraphs",
    label=N_("Paragraphs of the Progress Declaration"),
    section="alignment",
    shape=Shape.CODES,
    scheme="paragraph",
    help=N_("Tick or type numbers from 1 to 77: 70, 76"),
)

REFERENCES = Descriptor(
    name="references",
    label=N_("References"),
    section="further",
    help=N_("Reports, metadata sheets or web addresses where one can read more."),
    concept="OTHER_DOC",
)

INDICATOR = Schema(
    kind=Kind.INDICATOR,
    sections=(
        Section("proposal", N_("What you propose")),
        Section("rationale", N_("Why")),
        Section("alignment", N_("Which part of the Compact it serves")),
        Section("meaning", N_("What exactly is measured"), N_("Fill in what you know; the rest can stay empty.")),
        Section("method", N_("How it is computed")),
        Section("data", N_("Where the data come from")),
        Section("further", N_("Limits, risks and further reading")),
    ),
    descriptors=(
        Descriptor(
            name="action",
            label=N_("What do you ask for?"),
            section="proposal",
            shape=Shape.CHOICE,
            choices=ACTIONS,
            help=N_("Most proposals add an indicator. You can also ask to change or drop one that exists."),
        ),
        Descriptor(
            name="existing_indicator",
            label=N_("Existing indicator"),
            section="proposal",
            shape=Shape.LINE,
            limit=LINE_LIMIT,
            help=N_("Only when you revise, replace or remove one: its number or name, for example SDG 10.7.1."),
        ),
        Descriptor(
            name="title",
            label=N_("Title of the indicator"),
            section="proposal",
            shape=Shape.LINE,
            limit=TITLE_LIMIT,
            required=N_("Give the indicator a title: what is to be measured"),
            help=N_("What is measured, in one sentence: a number, a share or a yes-or-no of something."),
            concept="SDG_INDICATOR",
        ),
        Descriptor(
            name="rationale",
            label=N_("Why it should be in the limited set"),
            section="rationale",
            required=N_("Explain why this indicator should be in the limited set"),
            help=N_("Two or three sentences are enough: what would it tell States that they cannot see today?"),
            concept="RATIONALE",
        ),
        Descriptor(
            name="objectives",
            label=N_("Objectives of the Compact"),
            section="alignment",
            shape=Shape.CODES,
            scheme="objective",
            required=N_("Name at least one objective, from 1 to 23, or “all”"),
            help=N_(
                "Tick, or type numbers: 8, 10, 8(c). Type “all” for all 23. "
                "Unless you choose another, the first is the primary one."
            ),
        ),
        PRINCIPLES,
        PARAGRAPHS,
        Descriptor(
            name="related_sdg",
            label=N_("Related SDG target or indicator"),
            section="alignment",
            shape=Shape.LINE,
            limit=LINE_LIMIT,
            help=N_("For example: target 10.7, or indicator 10.7.3."),
            concept="SDG_RELATED_INDICATORS",
        ),
        Descriptor(
            name="definition",
            label=N_("Definition and concepts"),
            section="meaning",
            help=N_("What do the words in the title mean? Who or what is counted, and who is not?"),
            concept="STAT_CONC_DEF",
        ),
        Descriptor(
            name="unit",
            label=N_("Unit of measure"),
            section="meaning",
            shape=Shape.LINE,
            limit=LINE_LIMIT,
            help=N_("For example: per cent, number of people, number of countries."),
            concept="UNIT_MEASURE",
        ),
        Descriptor(
            name="indicator_kind",
            label=N_("Kind of indicator"),
            section="meaning",
            shape=Shape.CHOICE,
            choices=INDICATOR_KINDS,
            help=N_("The three kinds used for human rights indicators. Leave it open if you are not sure."),
        ),
        Descriptor(
            name="method",
            label=N_("Method of computation"),
            section="method",
            help=N_("How one gets from the data to the figure: a formula, or the steps in plain words."),
            concept="DATA_COMP",
        ),
        Descriptor(
            name="numerator",
            label=N_("Numerator"),
            section="method",
            help=N_("For a share: what is counted, above the line."),
            concept="DATA_COMP",
        ),
        Descriptor(
            name="denominator",
            label=N_("Denominator"),
            section="method",
            help=N_("For a share: out of what, below the line."),
            concept="DATA_COMP",
        ),
        Descriptor(
            name="data_source",
            label=N_("Data source"),
            section="data",
            help=N_("Where the figures come from: a census, a survey, a register, reports of an office."),
            concept="SOURCE_TYPE",
        ),
        Descriptor(
            name="data_collector",
            label=N_("Who collects the data"),
            section="data",
            shape=Shape.LINE,
            limit=LINE_LIMIT,
            help=N_("The office or organisation that gathers them in a country."),
            concept="DATA_SOURCE",
        ),
        Descriptor(
            name="custodian",
            label=N_("Custodian or proposed custodian agency"),
            section="data",
            shape=Shape.LINE,
            limit=LINE_LIMIT,
            help=N_("The international organisation that would compile the figures of all countries."),
            concept="SDG_CUSTODIAN_AGENCIES",
        ),
        Descriptor(
            name="frequency",
            label=N_("Frequency of collection"),
            section="data",
            shape=Shape.LINE,
            limit=LINE_LIMIT,
            help=N_("How often: every year, every census …"),
            concept="FREQ_COLL",
        ),
        Descriptor(
            name="disaggregation",
            label=N_("Disaggregation"),
            section="data",
            help=N_("By what the figure can be broken down: sex, age, migratory status, disability …"),
            concept="COVERAGE",
        ),
        Descriptor(
            name="availability",
            label=N_("Availability"),
            section="data",
            help=N_("For which countries and years there are data already, as far as you know."),
            concept="COVERAGE",
        ),
        Descriptor(
            name="readiness",
            label=N_("Readiness"),
            section="data",
            shape=Shape.CHOICE,
            choices=READINESS,
            help=N_("The three tiers used for SDG indicators. Leave it open if you are not sure."),
        ),
        Descriptor(
            name="limitations",
            label=N_("Limitations, risk of harm or misuse"),
            section="further",
            help=N_("What it does not show, and how it could be turned against the people it counts."),
            concept="REC_USE_LIM",
        ),
        REFERENCES,
    ),
)

RECOMMENDATION = Schema(
    kind=Kind.RECOMMENDATION,
    sections=(
        Section("proposal", N_("What you recommend")),
        Section("rationale", N_("Why")),
        Section("alignment", N_("What it is about")),
        Section("reach", N_("For whom and where"), N_("Fill in what you know; the rest can stay empty.")),
        Section("further", N_("Practice, risks and further reading")),
    ),
    descriptors=(
        Descriptor(
            name="title",
            label=N_("Your recommendation"),
            section="proposal",
            shape=Shape.LINE,
            limit=TITLE_LIMIT,
            required=N_("Write your recommendation in one sentence"),
            help=N_("One sentence, best beginning with a verb: Establish …, Share …, Ensure …"),
        ),
        Descriptor(
            name="rationale",
            label=N_("Why it is needed"),
            section="rationale",
            required=N_("Explain why this recommendation is needed"),
            help=N_("Two or three sentences are enough. Please name no missing person and nobody who could be harmed."),
            concept="RATIONALE",
        ),
        Descriptor(
            name="themes",
            label=N_("Themes"),
            section="alignment",
            shape=Shape.CODES,
            scheme="theme",
            required=N_("Choose at least one theme"),
            help=N_("Tick, or type numbers from 1 to 6."),
        ),
        Descriptor(
            name="objectives",
            label=N_("Objectives of the Compact"),
            section="alignment",
            shape=Shape.CODES,
            scheme="objective",
            help=N_("Objective 8, Save lives, is meant unless you name others: 8, 9, 8(c)."),
        ),
        PRINCIPLES,
        PARAGRAPHS,
        Descriptor(
            name="addressees",
            label=N_("Addressees"),
            section="reach",
            shape=Shape.CHOICES,
            choices=ADDRESSEES,
            open_list=True,
            limit=LINE_LIMIT,
            help=N_("Who should act? Tick, or write who else."),
        ),
        Descriptor(
            name="scope",
            label=N_("Geographic scope"),
            section="reach",
            shape=Shape.CHOICE,
            choices=SCOPES,
        ),
        Descriptor(
            name="route_or_region",
            label=N_("Route or region"),
            section="reach",
            shape=Shape.LINE,
            limit=LINE_LIMIT,
            help=N_("For example: Central Mediterranean, Darién, Horn of Africa to the Gulf."),
        ),
        Descriptor(
            name="timeframe",
            label=N_("Timeframe"),
            section="reach",
            shape=Shape.LINE,
            limit=LINE_LIMIT,
            help=N_("By when it should be done, if you can say."),
        ),
        Descriptor(
            name="existing_practice",
            label=N_("Existing practice or legal basis"),
            section="further",
            help=N_("Where it is done already, or which law or agreement asks for it."),
        ),
        Descriptor(
            name="risk_of_harm",
            label=N_("Risk of harm"),
            section="further",
            help=N_("Whom it could hurt if it were done badly, and how to prevent that."),
            concept="REC_USE_LIM",
        ),
        REFERENCES,
    ),
)

SCHEMAS: dict[Kind, Schema] = {Kind.INDICATOR: INDICATOR, Kind.RECOMMENDATION: RECOMMENDATION}
