"""(being written)"""
def suspicions(graph, staff):
    return iter(())
