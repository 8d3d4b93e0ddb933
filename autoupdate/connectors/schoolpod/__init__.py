"""SchoolPod (BehaviourWatch): fetched with an API key that the school makes there."""
