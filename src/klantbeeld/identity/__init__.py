"""Records to people: blocking, the one scorer, estimation without labels, clusters.

Pure: Arrow tables and numpy arrays in and out. ``train`` makes a frozen ``Model``; everything else
is a function of it and the records at hand. The mathematics: ``docs/explanation/linking.md``.
"""

from klantbeeld.identity.blocking import BlockingKeys, candidate_pairs
from klantbeeld.identity.cluster import Judgement, cluster
from klantbeeld.identity.counterfactual import (
    Change,
    Counterfactual,
    what_would_join,
    what_would_part,
)
from klantbeeld.identity.evaluate import evaluate, evaluate_pairs
from klantbeeld.identity.explain import Explanation, FieldEvidence, explain, explain_pairs
from klantbeeld.identity.households import HouseholdPairs, household_pairs, households
from klantbeeld.identity.how import History, how
from klantbeeld.identity.link import Linked, blocking_keys, link, prepare
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.score import PairScores, score
from klantbeeld.identity.train import Learnt, learn, train

__all__ = [
    "BlockingKeys",
    "Change",
    "Counterfactual",
    "Explanation",
    "FieldEvidence",
    "History",
    "HouseholdPairs",
    "Judgement",
    "Learnt",
    "Linked",
    "Model",
    "PairScores",
    "Prepared",
    "blocking_keys",
    "candidate_pairs",
    "cluster",
    "evaluate",
    "evaluate_pairs",
    "explain",
    "explain_pairs",
    "household_pairs",
    "households",
    "how",
    "learn",
    "link",
    "prepare",
    "score",
    "train",
    "what_would_join",
    "what_would_part",
]
