"""Models of scikit-learn, LightGBM and XGBoost on scikit-learn's own data sets, with features as they come."""

from pathlib import Path

import lightgbm
import numpy as np
import onnxmltools
import xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as OtherFloat
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn import datasets, ensemble, linear_model, naive_bayes, neighbors, neural_network, svm, tree
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    KBinsDiscretizer,
    MinMaxScaler,
    Normalizer,
    PolynomialFeatures,
    RobustScaler,
    StandardScaler,
)

from family import SAMPLES, Model, Samples, generator

DATA = {
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
    "diabetes": datasets.load_diabetes,
}


def columns(model):
    some = ColumnTransformer([("a", StandardScaler(), [0, 1, 2, 3]), ("b", MinMaxScaler(), [4, 5, 12])])
    return make_pipeline(some, model)


# Name, data, model. Classifiers have ZipMap, as skl2onnx writes them unless told otherwise.
SKLEARN = [
    ("logistic", "iris", make_pipeline(StandardScaler(), linear_model.LogisticRegression())),
    ("logistic-raw", "wine", linear_model.LogisticRegression(max_iter=5000)),
    ("linear", "diabetes", linear_model.LinearRegression()),
    ("ridge", "diabetes", make_pipeline(MinMaxScaler(), linear_model.Ridge())),
    ("polynomial", "diabetes", make_pipeline(PolynomialFeatures(2), linear_model.Lasso(0.1))),
    ("sgd", "cancer", make_pipeline(RobustScaler(), linear_model.SGDClassifier(loss="log_loss"))),
    ("svc-rbf", "iris", svm.SVC(random_state=0)),
    ("svc-probability", "cancer", make_pipeline(StandardScaler(), svm.SVC(kernel="poly", probability=True, random_state=0))),
    ("svc-two", "cancer", make_pipeline(StandardScaler(), svm.SVC(kernel="sigmoid"))),
    ("svr", "diabetes", make_pipeline(StandardScaler(), svm.SVR(C=50))),
    ("one-class", "iris", svm.OneClassSVM(nu=0.2)),
    ("tree", "wine", tree.DecisionTreeClassifier(max_depth=6, random_state=0)),
    ("forest", "cancer", ensemble.RandomForestClassifier(30, max_depth=6, random_state=0)),
    ("forest-regressor", "diabetes", ensemble.RandomForestRegressor(20, max_depth=5, random_state=0)),
    ("boosting", "diabetes", ensemble.GradientBoostingRegressor(n_estimators=40, random_state=0)),
    ("boosting-classes", "iris", ensemble.GradientBoostingClassifier(n_estimators=20, random_state=0)),
    ("mlp", "digits", make_pipeline(MinMaxScaler(), neural_network.MLPClassifier([32], max_iter=60, random_state=0))),
    ("neighbours", "iris", neighbors.KNeighborsClassifier(5)),
    ("bayes", "wine", make_pipeline(StandardScaler(), naive_bayes.GaussianNB())),
    ("means", "iris", KMeans(3, random_state=0, n_init=3)),
    ("components", "digits", make_pipeline(PCA(12, random_state=0), linear_model.LogisticRegression(max_iter=500))),
    ("normaliser", "wine", make_pipeline(Normalizer(), linear_model.LogisticRegression(max_iter=500))),
    ("bins", "wine", make_pipeline(KBinsDiscretizer(4, encode="onehot-dense"), linear_model.LogisticRegression())),
    ("columns", "wine", columns(linear_model.LogisticRegression())),
    ("binary", "digits", make_pipeline(SimpleImputer(), Binarizer(threshold=7.5), naive_bayes.BernoulliNB())),
]
BOOSTED = [
    ("lightgbm", "cancer", lightgbm.LGBMClassifier(n_estimators=40, num_leaves=15, verbose=-1)),
    ("lightgbm-regressor", "diabetes", lightgbm.LGBMRegressor(n_estimators=40, num_leaves=15, verbose=-1)),
    ("lightgbm-classes", "wine", lightgbm.LGBMClassifier(n_estimators=15, num_leaves=7, verbose=-1)),
    ("xgboost", "cancer", xgboost.XGBClassifier(n_estimators=40, max_depth=4)),
    ("xgboost-regressor", "diabetes", xgboost.XGBRegressor(n_estimators=40, max_depth=4)),
    ("xgboost-classes", "iris", xgboost.XGBClassifier(n_estimators=15, max_depth=3)),
]


def entry(name, data, estimator, exporter, convert) -> Model:
    def make(path: Path) -> Samples:
        x, y = DATA[data](return_X_y=True)
        x = x.astype(np.float32)
        estimator.fit(x, y)
        path.write_bytes(convert(estimator, x.shape[1]).SerializeToString())
        rows = generator(name).permutation(len(x))[:SAMPLES]
        return {"x": x[rows][:, None]}

    return Model(name, exporter, make)


def sklearn(estimator, width):
    types = [("x", FloatTensorType([None, width]))]
    return convert_sklearn(estimator, initial_types=types, target_opset={"": 18, "ai.onnx.ml": 3})


def boosted(estimator, width):
    package = "lightgbm" if type(estimator).__module__.startswith("lightgbm") else "xgboost"
    types = [("x", OtherFloat([None, width]))]
    return getattr(onnxmltools, f"convert_{package}")(estimator, initial_types=types, target_opset=15)


MODELS = [entry(*row, "skl2onnx", sklearn) for row in SKLEARN] + [
    entry(*row, f"onnxmltools, {row[0].split('-')[0]}", boosted) for row in BOOSTED
]
